// Works out every figure of all reports, from the journals of an exported file alone and with nothing of the program: written from
// docs/reports.md, so that a mistake in the one is not a mistake in the other. It prints report/table/row/column and the figure.
// Usage: node figures.mjs FILE FIRST-MONTH MONTHS NOW [POPULATION]
// For example: node figures.mjs export.jsonl 2027-04 3 2028-01-02T18:00Z '{"sex":{"female":51}}'
import { date, day, number, read } from './people.mjs';
import { paired, percentile, survival, wilson } from './statistics.mjs';

const [file, month, months, now, population] = process.argv.slice(2);
const addMonths = (first, count) => {
  const d = new Date(`${first}T00:00:00Z`);
  d.setUTCMonth(d.getUTCMonth() + count);
  return d.toISOString().slice(0, 10);
};
const periodOf = (from, length) => {
  const until = addMonths(from, length), end = date(number(until) - 1), last = end < day(now) ? end : day(now);
  return { from, until, length, last, has: d => d !== undefined && d >= from && d < until,
      known: d => d !== undefined && d <= last ? d : undefined };
};
const period = periodOf(`${month}-01`, Number(months)), before = periodOf(addMonths(period.from, -period.length), period.length);
const monthsOf = Array.from({ length: period.length }, (_, i) => addMonths(period.from, i).slice(0, 7));

// Bank holidays of England and Wales, as gov.uk has them.
const holidays = new Set(['2027-01-01', '2027-03-26', '2027-03-29', '2027-05-03', '2027-05-31', '2027-08-30', '2027-12-27', '2027-12-28',
    '2028-01-03']);
const isWorking = n => {
  const weekday = new Date(n * 86_400_000).getUTCDay();
  return weekday > 0 && weekday < 6 && !holidays.has(date(n));
};
const workingDays = (a, b) => {
  let count = 0;
  for (let n = number(a) + 1; n <= number(b); n++) count += isWorking(n) ? 1 : 0;
  return count;
};

// What docs/pathway.md says unless somebody sets it.
const targets = { firstContact: 5, firstMeeting: 15 }, tellWithin = 5;
const weights = { contacting: 1, meeting: 2, planning: 2, attending: 2, alone: 1 };

const people = read(file), counted = people.filter(p => !['joined', 'duplicate', 'enteredInError'].includes(p.reason));
const referredIn = when => counted.filter(p => when.has(p.referred));
const referred = referredIn(period), referredBefore = referredIn(before);

const figures = {};
/** Of a figure with an interval there are three. */
function put(report, table, row, columns) {
  for (const [column, figure] of Object.entries(columns)) {
    const at = `${report}/${table}/${row ?? '?'}/${column}`;
    if (at in figures) throw new Error(`${at} twice`);
    if (figure !== null && typeof figure === 'object')
      for (const [part, value] of [['', figure.value], ['/low', figure.low], ['/high', figure.high]]) figures[at + part] = value;
    else figures[at] = figure ?? null;
  }
}
const sum = (all, of) => all.reduce((total, one) => total + of(one), 0);
const share = (count, of) => of === 0 ? null : 100 * count / of;
const rowsOf = (all, group) => [...new Set(all.map(group))];

/** A row for each group and one for everybody, each column of its own people. */
function split(report, table, group, columns, shares = {}, more = {}) {
  const all = Object.values(columns).flat();
  const row = (name, of) => put(report, table, name, {
    ...Object.fromEntries(Object.entries(columns).map(([column, these]) => [column, of(these).length])),
    ...Object.fromEntries(Object.entries(shares).map(([column, part]) => [column, share(of(columns[part]).length, columns[part].length)])),
    ...Object.fromEntries(Object.entries(more).map(([column, value]) => [column, value(name)])),
  });
  for (const code of rowsOf(all, group)) row(code, these => these.filter(one => group(one) === code));
  if (all.length > 0) row('total', these => these);
}

// Referrals
for (const m of monthsOf) put('volume', 'month', m, { referred: referred.filter(p => p.referred.startsWith(m)).length });
put('volume', 'month', 'total', { referred: referred.length });
for (const kind of ['source', 'role', 'practice']) split('volume', kind, p => p[kind], { referred, before: referredBefore },
    { share: 'referred' });

// Needs
const withNeed = need => referred.filter(p => p.needs.has(need)), has = (p, need) => p.needs.has(need);
const areas = rowsOf(referred.filter(p => p.area), p => p.area);
for (const need of new Set(referred.flatMap(p => [...p.needs]))) {
  const these = withNeed(need);
  put('needs', 'age', need, { people: these.length,
    ...Object.fromEntries(['under25', '25-44', '45-64', '65plus'].map(a => [a, these.filter(p => p.wideAge === a).length])) });
  put('needs', 'area', need, {
    people: these.length, ...Object.fromEntries(areas.map(a => [a, these.filter(p => p.area === a).length])),
    rest: 0, notKnown: these.filter(p => !p.area).length,
  });
}
const lonely = p => has(p, 'loneliness'), isolated = p => has(p, 'socialIsolation');
for (const [row, of] of Object.entries({
  lonelyAndIsolated: p => lonely(p) && isolated(p), lonelyOnly: p => lonely(p) && !isolated(p),
  isolatedOnly: p => isolated(p) && !lonely(p),
  neither: p => !lonely(p) && !isolated(p), total: () => true,
})) put('needs', 'apart', row, { people: referred.filter(of).length, share: share(referred.filter(of).length, referred.length) });

// Waiting
const steps = { firstContact: 'contacted', firstMeeting: 'met', firstAttendance: 'attended' };
const waitsFor = (what, these, when) => these.map(p => {
  const came = when.known(p[what]), gone = when.known(p.declined ?? p.ended);
  return { time: workingDays(p.referred, came ?? gone ?? when.last), happened: came !== undefined,
      left: came === undefined && gone !== undefined };
});
const waits = Object.fromEntries(Object.entries(steps).map(([step, what]) => [step, waitsFor(what, referred, period)]));
const curves = Object.fromEntries(Object.entries(waits).map(([step, these]) => [step, survival(these)]));
for (const [step, these] of Object.entries(waits)) {
  const target = targets[step] ?? null, over = these.filter(w => w.happened || w.time > target),
      inTarget = over.filter(w => w.happened && w.time <= target);
  put('waiting', 'waits', step, {
    happened: these.filter(w => w.happened).length, still: these.filter(w => !w.happened && !w.left).length,
    left: these.filter(w => w.left).length,
    median: curves[step].by(0.5), percentile90: curves[step].by(0.9), target, due: target && over.length,
    inTarget: target && inTarget.length,
    share: target && wilson(inTarget.length, over.length), before: survival(waitsFor(steps[step], referredBefore, before)).by(0.5),
  });
}
for (const days of [0, 1, 2, 3, 5, 7, 10, 15, 20, 30, 40, 60])
  if (days === 0 || Object.values(curves).some(c => c.atRisk(days) > 0))
    put('waiting', 'curve', days, Object.fromEntries(Object.entries(curves).map(([step, curve]) => [step, curve.share(days)])));

// From referral to going alone
const way = ['referred', 'contacted', 'met', 'planned', 'introduced', 'attended', 'attendedThree', 'alone'];
const howFar = (these, when) => these.map(p => ({
  // Whoever got to a later step has passed those before it.
  reached: Math.max(...way.map((s, i) => when.known(p[s]) === undefined ? 0 : i)),
  lost: when.known(p.declined) ? p.byPerson ? 'personDeclined' : 'declined' : when.known(p.ended) ? p.reason : undefined,
}));
const far = howFar(referred, period), farBefore = howFar(referredBefore, before);
way.forEach((step, i) => {
  const here = far.filter(f => f.reached >= i), earlier = farBefore.filter(f => f.reached >= i),
      stayed = i === way.length - 1 ? [] : far.filter(f => f.reached === i);
  const lost = stayed.filter(f => f.lost);
  put('funnel', 'funnel', step, {
    reached: here.length, share: share(here.length, far.length), goesOn: stayed.length - lost.length, lost: lost.length,
    before: share(earlier.length, farBefore.length),
  });
  for (const reason of rowsOf(lost, f => f.lost)) put('funnel', 'reasons', `${step}/${reason}`,
      { people: lost.filter(f => f.lost === reason).length });
});

// Going alone
const onTheWay = counted.filter(p => period.has(p.introduced) && p.introduced <= period.last).map(p => {
  const went = period.known(p.alone), gone = period.known(p.ended);
  return { time: Math.max(0, number(went ?? gone ?? period.last) - number(p.introduced)), happened: went !== undefined,
      left: went === undefined && gone !== undefined };
});
const alone = survival(onTheWay);
for (const [row, of] of Object.entries({ alone: w => w.happened, onTheWay: w => !w.happened && !w.left, left: w => w.left,
    total: () => true }))
  put('going-alone', 'people', row, { people: onTheWay.filter(of).length });
for (const week of [0, 2, 4, 6, 8, 10, 12, 16, 20, 26, 39, 52])
  // The curve ends where nobody is known to be on their way any more.
  if (week === 0 || alone.atRisk(7 * week) > 0) {
    const on = alone.share(7 * week);
    put('going-alone', 'curve', week, { share: on, least: Math.round(on.low), most: Math.round(on.high), atRisk: alone.atRisk(7 * week) });
  }

// Activities
const introductions = counted.flatMap(p => p.introductions).filter(i => period.has(i.on));
const asked = (i, ...answers) => i.as !== 'signposting' && answers.includes(i.answer);
for (const activity of introductions.length > 0 ? [...rowsOf(introductions, i => i.activity), 'total'] : []) {
  const these = introductions.filter(i => activity === 'total' || i.activity === activity), count = of => these.filter(of).length;
  const days = these.filter(i => i.answered && i.answer !== 'noAnswer').map(i => workingDays(i.on, i.answered));
  put('activities', 'activities', activity, {
    introductions: these.length, yes: count(i => i.as === 'signposting' || i.answer === 'accepted'),
    waitingList: count(i => asked(i, 'waitingList')),
    full: count(i => asked(i, 'full')), no: count(i => asked(i, 'notSuitable')), none: count(i => asked(i, 'noAnswer', 'none')),
    came: count(i => i.came > 0),
    alone: count(i => i.alone), answerMedian: percentile(days, 0.5), answer90: percentile(days, 0.9),
    // How many places are free stands in the directory, and in no journal.
    free: null,
  });
}

// Missed meetings, barriers and endings
const contacts = counted.flatMap(p => p.contacts).filter(c => period.has(c.on)),
    misses = counted.flatMap(p => p.misses).filter(m => period.has(m.on));
const inTheWay = misses.flatMap(m => m.why.length > 0 ? m.why.map(why => ({ what: m.what, why })) : [{ what: m.what }]);
split('missed', 'barriers', b => b.why, { meetings: inTheWay.filter(b => b.what === 'meetings'),
    sessions: inTheWay.filter(b => b.what === 'sessions') });
const sessions = counted.flatMap(p => p.sessions).filter(s => period.has(s.on));
for (const [row, came, missed] of [
  ['meetings', contacts.filter(c => c.kind === 'meeting').length, misses.filter(m => m.what === 'meetings').length],
  ['sessions', sessions.filter(s => s.came).length, sessions.filter(s => !s.came).length],
]) put('missed', 'turnout', row, { came, missed, all: came + missed, share: share(missed, came + missed) });
split('missed', 'endings', p => p.reason, { ended: counted.filter(p => period.has(p.ended)),
    before: counted.filter(p => before.has(p.ended)) });

// Outcomes
const scales = {
  'ons4.satisfied': { up: true }, 'ons4.worthwhile': { up: true }, 'ons4.happy': { up: true }, 'ons4.anxious': {},
  ucla3: { items: ['ucla3.companionship', 'ucla3.leftOut', 'ucla3.isolated'] }, 'loneliness.often': { up: true },
  gad2: { items: ['gad2.nervous', 'gad2.worrying'] },
  'goal-confidence': { up: true }, 'going-alone': { up: true },
};
const changeOf = (items, when) => {
  const changes = [];
  for (const p of counted) {
    // One question that was left out means no score.
    const scores = p.answers.filter(a => items.every(i => a.answers[i] !== undefined)).map(a =>
        ({ on: a.answered, value: sum(items, i => a.answers[i]) }));
    const again = scores.slice(1).filter(s => when.has(s.on)).at(-1);
    if (again) changes.push(again.value - scores[0].value);
  }
  return changes;
};
for (const [scale, { up, items }] of Object.entries(scales)) {
  const changes = changeOf(items ?? [scale], period), earlier = changeOf(items ?? [scale], before);
  if (changes.length === 0) continue;
  const change = changes.length < 8 ? null : paired(changes, 0), part = count => change && share(count, change.n),
      better = change && (up ? change.up : change.down), worse = change && (up ? change.down : change.up);
  put('outcomes', 'scales', scale, {
    pairs: changes.length, change: change && { value: change.value, low: change.low, high: change.high },
    better: change && wilson(better, change.n),
    same: change && part(change.n - better - worse), worse: change && part(worse),
    before: earlier.length < 8 ? null : (({ value, low, high }) => ({ value, low, high }))(paired(earlier, 0)),
  });
}
const again = p => {
  const begin = p.surveys.map(s => s.asked).sort()[0];
  return p.surveys.filter(s => s.asked > begin && period.has(s.asked));
};
const supported = counted.filter(p => p.planned < period.until && !(p.ended < period.from) || again(p).length > 0),
    askedAgain = supported.filter(p => again(p).length > 0);
const answeredAgain = askedAgain.filter(p => again(p).some(s => s.answered));
for (const [row, count] of [['answered', answeredAgain.length], ['silent', askedAgain.length - answeredAgain.length],
    ['notAsked', supported.length - askedAgain.length], ['total', supported.length]])
  put('outcomes', 'asked', row, { people: count });

// Unmet needs
const unmetIn = when => counted.flatMap(p => p.unmet.filter(u => when.has(u.on)).map(u => ({ ...u, area: p.area, age: p.wideAge })));
const unmet = unmetIn(period);
split('unmet', 'needs', u => u.need, { unmet, before: unmetIn(before) });
split('unmet', 'reasons', u => u.reason, { unmet });
for (const place of rowsOf(unmet, u => `${u.need}/${u.area ?? '?'}`)) {
  const these = unmet.filter(u => `${u.need}/${u.area ?? '?'}` === place);
  put('unmet', 'places', place, { all: these.length,
    ...Object.fromEntries(['under25', '25-44', '45-64', '65plus'].map(a => [a, these.filter(u => u.age === a).length])) });
}

// Who is reached
const reached = { referred, met: referred.filter(p => period.known(p.met)), alone: referred.filter(p => period.known(p.alone)) };
for (const [table, group] of Object.entries({
  ageBand: p => p.ageBand, sex: p => p.of.sex, ethnicity: p => p.of.ethnicity, disability: p => p.of.disability, decile: () => undefined,
  language: p => p.of.language?.split('-')[0], carer: p => p.carer,
})) {
  const groups = JSON.parse(population ?? '{}')[table];
  split('equality', table, group, reached, { shareReferred: 'referred', shareMet: 'met', shareAlone: 'alone' },
    groups ? { population: row => groups[row] === undefined ? null : share(groups[row], sum(Object.values(groups), n => n)) } : {});
}

// Workload
const isOpen = (p, on) => p.accepted <= on && !(p.declined <= on) && !(p.ended <= on);
const hours = these => sum(these, c => c.minutes) / 60, along = these => hours(these.filter(c => c.kind === 'session'));
for (const m of monthsOf) {
  const these = contacts.filter(c => c.on.startsWith(m)), end = date(number(addMonths(`${m}-01`, 1)) - 1);
  put('workload', 'months', m, { contacts: these.length, hours: hours(these), along: along(these),
      open: end > period.last ? null : counted.filter(p => isOpen(p, end)).length });
}
put('workload', 'months', 'total', { contacts: contacts.length, hours: hours(contacts), along: along(contacts),
    open: counted.filter(p => isOpen(p, period.last)).length });
for (const kind of rowsOf(contacts, c => c.kind)) {
  const these = contacts.filter(c => c.kind === kind);
  put('workload', 'kinds', kind, { contacts: these.length, reached: these.filter(c => c.reached).length, hours: hours(these) });
}
const weight = p => !isOpen(p, period.last) ? 0 : period.known(p.alone) ? weights.alone : period.known(p.planned) ? weights.attending
  : period.known(p.met) ? weights.planning : period.known(p.contacted) ? weights.meeting : weights.contacting;
for (const worker of rowsOf(counted.filter(p => p.linkWorker), p => p.linkWorker)) {
  const theirs = counted.filter(p => p.linkWorker === worker);
  const columns = {
    open: theirs.filter(p => isOpen(p, period.last)).length, weight: sum(theirs, weight),
    contacts: theirs.flatMap(p => p.contacts).filter(c => period.has(c.on)).length,
    alone: theirs.filter(p => period.has(p.alone)).length,
    overdue: people.flatMap(p => [...p.tasks.values()]).filter(t => t.assignee === worker && new Date(t.due) < new Date(now)).length,
  };
  if (Object.values(columns).some(n => n > 0)) put('workload', 'linkWorkers', worker, columns);
}

// Telling the referrer
const news = counted.filter(p => p.source !== 'self')
  .map(p => ({ over: period.known(p.declined ?? p.ended), told: period.known(p.told) })).filter(n => period.has(n.over))
  .map(n => n.told ? workingDays(n.over, n.told) <= tellWithin ? 'inTime' : 'late'
    : workingDays(n.over, period.last) > tellWithin ? 'not' : 'notYet').filter(n => n !== 'notYet');
for (const row of ['inTime', 'late', 'not', 'total']) {
  const count = news.filter(n => row === 'total' || n === row).length;
  put('told', 'told', row, { people: count, share: share(count, news.length) });
}

console.log(JSON.stringify(figures));
