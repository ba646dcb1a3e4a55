// Works out what reports say, from the journals of an exported file alone and with nothing of the program: written from docs/reports.md, so
// that a mistake in the one is not a mistake in the other. Usage: node figures.mjs FILE FIRST-MONTH MONTHS   (figures.mjs export.jsonl 2027-04 3)
import { readFileSync } from 'node:fs';

const [file, month, months] = process.argv.slice(2);
const london = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London' });
const day = at => london.format(new Date(at));
const number = date => Date.parse(`${date}T00:00:00Z`) / 86_400_000;
const date = n => new Date(n * 86_400_000).toISOString().slice(0, 10);
const addMonths = (first, count) => { const d = new Date(`${first}T00:00:00Z`); d.setUTCMonth(d.getUTCMonth() + count); return d.toISOString().slice(0, 10); };

const from = `${month}-01`, until = addMonths(from, Number(months)), last = date(number(until) - 1);
const inPeriod = d => d !== undefined && d >= from && d < until;
const known = d => d !== undefined && d <= last ? d : undefined;

// Bank holidays of England and Wales in 2027, as gov.uk has them.
const holidays = new Set(['2027-01-01', '2027-03-26', '2027-03-29', '2027-05-03', '2027-05-31', '2027-08-30', '2027-12-27', '2027-12-28']);
const isWorking = n => { const weekday = new Date(n * 86_400_000).getUTCDay(); return weekday > 0 && weekday < 6 && !holidays.has(date(n)); };
const workingDays = (a, b) => { let count = 0; for (let n = number(a) + 1; n <= number(b); n++) count += isWorking(n) ? 1 : 0; return count; };

const people = new Map();
for (const line of readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
  const commit = JSON.parse(line);
  if (commit.kind !== 'commit') continue;
  const events = commit.events ?? [];
  for (const e of events) {
    const on = day(commit.at);
    if (e.event === 'received') {
      const details = e.referral.details;
      people.set(commit.journey, { referred: on, source: details.source, needs: new Set(details.needs ?? []), meetings: new Map(), sessions: new Map(), recorded: new Map(), answers: [], unmet: 0, missed: 0, held: 0 });
    }
    const p = people.get(commit.journey);
    if (p === undefined) throw new Error(`${commit.journey} begins with ${e.event}`);
    const first = (what, when = on) => { if (p[what] === undefined || when < p[what]) p[what] = when; };
    switch (e.event) {
      case 'joined': for (const need of e.referral.details.needs ?? []) p.needs.add(need); break;
      case 'declined': p.declined = on; break;
      case 'attempted': if (e.outcome === 'reached') { if (p.contacted === undefined) p.contacted = day(e.at); } break;
      case 'meetingBooked': p.meetings.set(e.meeting, e.at); if (p.contacted === undefined) p.contacted = on; break;
      case 'meetingMoved': p.meetings.set(e.meeting, e.at); break;
      case 'meetingOutcomeRecorded': {
        const at = day(p.meetings.get(e.meeting));
        if (e.outcome === 'held') { first('met', at); if (p.contacted === undefined) p.contacted = on; if (inPeriod(at)) p.held++; }
        else if (inPeriod(at)) p.missed++;
        break;
      }
      case 'planAgreed': if (p.planned === undefined) p.planned = on; if (p.contacted === undefined) p.contacted = on; for (const need of e.plan?.needs ?? []) p.needs.add(need); break;
      case 'needRaised': p.needs.add(e.need); break;
      case 'introduced': first('introduced'); break;
      case 'sessionPlanned': p.sessions.set(e.session, e.at); break;
      case 'seriesPlanned': e.dates.forEach((d, i) => p.sessions.set(`${e.series}-${i + 1}`, d.at)); break;
      case 'sessionMoved': p.sessions.set(e.session, e.at); break;
      case 'sessionRecorded': p.recorded.set(e.session, e.came); break;
      case 'becameIndependent': first('alone'); break;
      case 'supportEnded': p.ended = on; p.reason = e.reason; break;
      case 'reopened': p.ended = undefined; p.reason = undefined; break;
      case 'unmetNeed': if (inPeriod(on)) p.unmet++; break;
      case 'surveyAnswered': p.answers.push({ on, answers: e.answers }); break;
    }
  }
}

const counted = [...people.values()].filter(p => !['joined', 'duplicate', 'enteredInError'].includes(p.reason));
for (const p of counted) {
  p.came = [...p.recorded].filter(([, came]) => came).map(([session]) => day(p.sessions.get(session))).sort();
  p.attended = p.came[0]; p.attendedThree = p.came[2];
}
const referred = counted.filter(p => inPeriod(p.referred));

// Kaplan and Meier by its definition: at each time the share that is left goes down by those to whom it happened among those at risk.
function survival(waits) {
  const times = [...new Set(waits.filter(w => w.happened).map(w => w.time))].sort((a, b) => a - b);
  let still = 1, variance = 0;
  return times.map(time => {
    const atRisk = waits.filter(w => w.time >= time).length, happened = waits.filter(w => w.happened && w.time === time).length;
    still *= 1 - happened / atRisk;
    variance += happened === atRisk ? 0 : happened / (atRisk * (atRisk - happened));
    const reach = 1.959963984540054 * Math.sqrt(variance) / Math.abs(Math.log(still));
    return { time, still, low: still ** Math.exp(reach), high: still ** Math.exp(-reach) };
  });
}
const timeBy = (curve, share) => curve.find(step => step.still <= 1 - share + 1e-9)?.time ?? null;
const at = (curve, time) => 100 * (1 - (curve.filter(step => step.time <= time).at(-1)?.still ?? 1));

function waiting(what) {
  const waits = referred.map(p => {
    const came = known(p[what]), gone = known(p.declined ?? p.ended);
    return { time: workingDays(p.referred, came ?? gone ?? last), happened: came !== undefined, still: came === undefined && gone === undefined };
  });
  const curve = survival(waits);
  return { happened: waits.filter(w => w.happened).length, still: waits.filter(w => w.still).length, median: timeBy(curve, 0.5), percentile90: timeBy(curve, 0.9) };
}

const steps = ['referred', 'contacted', 'met', 'planned', 'introduced', 'attended', 'attendedThree', 'alone'];
const reached = referred.map(p => Math.max(...steps.map((s, i) => known(p[s]) === undefined ? 0 : i)));

const goingAlone = counted.filter(p => inPeriod(p.introduced)).map(p => {
  const went = known(p.alone), gone = known(p.ended);
  return { time: Math.max(0, number(went ?? gone ?? last) - number(p.introduced)), happened: went !== undefined };
});
const alone = survival(goingAlone);
// The curve ends where nobody is known to be on their way any more.
const week = n => goingAlone.some(w => w.time >= 7 * n) ? at(alone, 7 * n) : null;

// Student's t by its density: the point up to which 97.5 % of the area lie, found by halving.
function student(df) {
  const density = x => (1 + x * x / df) ** (-(df + 1) / 2), area = (a, b, n = 4000) => {
    const h = (b - a) / n; let sum = density(a) + density(b);
    for (let i = 1; i < n; i++) sum += density(a + i * h) * (i % 2 ? 4 : 2);
    return sum * h / 3;
  };
  // With u = atan(x) the tails end; what is beyond 2,000 does not matter for ten degrees or more.
  const all = area(0, 50) + area(50, 2000);
  let low = 0, high = 50;
  for (let i = 0; i < 60; i++) { const middle = (low + high) / 2; if (area(0, middle) / all < 0.95) low = middle; else high = middle; }
  return low;
}
function outcome(question, higherIsBetter) {
  const changes = [];
  for (const p of counted) {
    const answered = p.answers.filter(a => a.answers[question] !== undefined);
    const again = answered.slice(1).filter(a => inPeriod(a.on)).at(-1);
    if (again) changes.push(again.answers[question] - answered[0].answers[question]);
  }
  const n = changes.length, mean = changes.reduce((a, b) => a + b, 0) / n;
  const deviation = Math.sqrt(changes.reduce((sum, c) => sum + (c - mean) ** 2, 0) / (n - 1)), reach = student(n - 1) * deviation / Math.sqrt(n);
  const up = changes.filter(c => c > 0).length, down = changes.filter(c => c < 0).length;
  return { pairs: n, mean, low: mean - reach, high: mean + reach, better: higherIsBetter ? up : down, worse: higherIsBetter ? down : up };
}

const by = of => Object.fromEntries([...new Set(referred.map(of))].sort().map(key => [key, referred.filter(p => of(p) === key).length]));
console.log(JSON.stringify({
  referred: referred.length,
  source: by(p => p.source),
  month: by(p => p.referred.slice(0, 7)),
  lonely: referred.filter(p => p.needs.has('loneliness')).length,
  waiting: { firstContact: waiting('contacted'), firstMeeting: waiting('met'), firstAttendance: waiting('attended') },
  funnel: Object.fromEntries(steps.map((s, i) => [s, reached.filter(r => r >= i).length])),
  alone: { people: goingAlone.length, went: goingAlone.filter(w => w.happened).length, week4: week(4), week8: week(8), week12: week(12) },
  meetings: { held: counted.reduce((sum, p) => sum + p.held, 0), missed: counted.reduce((sum, p) => sum + p.missed, 0) },
  unmet: counted.reduce((sum, p) => sum + p.unmet, 0),
  satisfied: outcome('ons4.satisfied', true),
  anxious: outcome('ons4.anxious', false),
}));
