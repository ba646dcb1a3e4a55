// Estimators by their definitions, as a textbook has them.

/** Kaplan and Meier: at each time the share that is left goes down by those to whom it happened among those at risk. */
export function survival(waits) {
  const times = [...new Set(waits.filter(w => w.happened).map(w => w.time))].sort((a, b) => a - b);
  let still = 1, variance = 0, high = 1;
  const steps = times.map(time => {
    const atRisk = waits.filter(w => w.time >= time).length, happened = waits.filter(w => w.happened && w.time === time).length;
    still *= 1 - happened / atRisk;
    if (happened === atRisk) return { time, still: 0, low: 0, high };
    variance += happened / (atRisk * (atRisk - happened));
    // Greenwood's, on the log-log scale.
    const reach = 1.959963984540054 * Math.sqrt(variance) / Math.abs(Math.log(still));
    return { time, still, low: still ** Math.exp(reach), high: high = still ** Math.exp(-reach) };
  });
  const at = time => steps.filter(step => step.time <= time).at(-1) ?? { still: 1, low: 1, high: 1 };
  return {
    by: share => steps.find(step => step.still <= 1 - share + 1e-9)?.time ?? null,
    share: time => ({ value: 100 * (1 - at(time).still), low: 100 * (1 - at(time).high), high: 100 * (1 - at(time).low) }),
    atRisk: time => waits.filter(w => w.time >= time).length,
  };
}

/** Student's t by its density: the point within which 95 % of the area lie, found by halving. */
function student(df) {
  const density = x => (1 + x * x / df) ** (-(df + 1) / 2), area = (a, b, n = 4000) => {
    const h = (b - a) / n; let sum = density(a) + density(b);
    for (let i = 1; i < n; i++) sum += density(a + i * h) * (i % 2 ? 4 : 2);
    return sum * h / 3;
  };
  // What is beyond 2,000 does not matter for seven degrees or more.
  const all = area(0, 50) + area(50, 2000);
  let low = 0, high = 50;
  for (let i = 0; i < 60; i++) { const middle = (low + high) / 2; if (area(0, middle) / all < 0.95) low = middle; else high = middle; }
  return low;
}

export function paired(changes, least) {
  const n = changes.length, mean = changes.reduce((a, b) => a + b, 0) / n;
  const deviation = Math.sqrt(changes.reduce((sum, c) => sum + (c - mean) ** 2, 0) / (n - 1)),
      reach = student(n - 1) * deviation / Math.sqrt(n);
  return { n, value: mean, low: mean - reach, high: mean + reach, up: changes.filter(c => c > 0 && c >= least).length,
      down: changes.filter(c => c < 0 && -c >= least).length };
}

/** Wilson's interval of a share, in percent. */
export function wilson(count, of) {
  if (of === 0) return null;
  const z = 1.959963984540054, p = count / of, middle = p + z * z / (2 * of),
      reach = z * Math.sqrt(p * (1 - p) / of + z * z / (4 * of * of)), under = 1 + z * z / of;
  return { value: 100 * p, low: 100 * Math.max(0, (middle - reach) / under), high: 100 * Math.min(1, (middle + reach) / under) };
}

/** Between two values it is in proportion. */
export function percentile(values, share) {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b), at = share * (sorted.length - 1), below = Math.floor(at);
  return sorted[below] + (at - below) * ((sorted[below + 1] ?? sorted[below]) - sorted[below]);
}
