// Reads the journals of an exported file and says what has become of each person. It knows the events' names and nothing of the program;
// what counts as what is written from docs/reports.md and docs/data-dictionary.md.
import { readFileSync } from 'node:fs';

const london = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London' });
export const day = at => london.format(new Date(at));
export const number = date => Date.parse(`${date}T00:00:00Z`) / 86_400_000;
export const date = n => new Date(n * 86_400_000).toISOString().slice(0, 10);

const bands = [[18, 'under18'], [25, '18-24'], [35, '25-34'], [45, '35-44'], [55, '45-54'], [65, '55-64'], [75, '65-74'], [85, '75-84'],
    [999, '85plus']];
const ageOn = (born, on) => Number(on.slice(0, 4)) - Number(born.slice(0, 4)) - (on.slice(5) < born.slice(5) ? 1 : 0);
const roles = { GP: 'doctor' };
const barriers = ['weather', 'health', 'transport', 'anxiety', 'didNotLikeIt', 'caring', 'cost', 'forgot', 'other'];

export function read(file) {
  const people = new Map();
  for (const line of readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
    const commit = JSON.parse(line);
    if (commit.kind !== 'commit') continue;
    for (const event of commit.events ?? []) {
      if (event.event === 'received') people.set(commit.journey, begin(event.referral.details));
      const person = people.get(commit.journey);
      if (person === undefined) throw new Error(`${commit.journey} begins with ${event.event}`);
      happen(person, event, commit.at);
    }
  }
  return [...people.values()].map(finish);
}

function begin(details) {
  return {
    details, of: details.person, joined: 0, referrals: [], raised: [], plan: [], meetings: new Map(), sessions: new Map(),
    introductions: new Map(),
    contacts: [], misses: [], unmet: [], surveys: new Map(), tasks: new Map(), reopened: undefined,
  };
}

function happen(p, e, at) {
  const on = day(at);
  const first = (what, when = on) => { if (p[what] === undefined || when < p[what]) p[what] = when; };
  const once = (what, when = on) => { p[what] ??= when; };
  const plan = (id, introduction, when, minutes) => {
    const to = p.introductions.get(introduction);
    p.sessions.set(id, { to, at: when, minutes, support: to.support });
  };
  switch (e.event) {
    case 'received': p.referred = on; p.referrals.push({ id: e.referral.id, needs: e.referral.details.needs ?? [] }); break;
    case 'joined': p.joined++; p.referrals.push({ id: e.referral.id, needs: e.referral.details.needs ?? [] }); break;
    case 'accepted': once('accepted'); break;
    case 'declined':
      p.referrals.find(r => r.id === e.referral).declined = true;
      if (p.referrals.every(r => r.declined)) { p.declined = on; p.byPerson = e.byPerson; }
      break;
    case 'allocated': p.linkWorker = e.linkWorker; break;
    case 'detailsCorrected': p.of = e.after.person; break;
    case 'attempted':
      p.contacts.push({ on: day(e.at), kind: e.channel, reached: e.outcome === 'reached', minutes: e.minutes ?? 0 });
      if (e.outcome === 'reached') once('contacted', day(e.at));
      break;
    case 'conversationHeld': p.contacts.push({ on: day(e.at), kind: 'conversation', reached: false, minutes: e.minutes ?? 0 }); break;
    case 'meetingBooked': p.meetings.set(e.meeting, { at: e.at, minutes: e.minutes }); once('contacted'); break;
    case 'meetingMoved': p.meetings.set(e.meeting, { at: e.at, minutes: e.minutes }); break;
    case 'meetingOutcomeRecorded': {
      const meeting = p.meetings.get(e.meeting), then = day(meeting.at);
      if (e.outcome === 'held') {
        first('met', then);
        once('contacted');
        p.contacts.push({ on: then, kind: 'meeting', reached: true, minutes: e.minutes ?? meeting.minutes });
      } else {
        const words = (e.barrier ?? '').toLowerCase().split(/[^\p{L}]+/u);
        p.misses.push({ on: then, what: 'meetings', why: barriers.filter(b => words.includes(b.toLowerCase())) });
      }
      break;
    }
    case 'planAgreed': once('planned'); once('contacted'); p.plan = e.plan?.needs ?? p.plan; break;
    case 'needRaised': p.raised.push(e.need); break;
    case 'introduced':
      first('introduced');
      p.introductions.set(e.introduction, { on, activity: e.activity.id?.replaceAll('-', ''), as: e.as, answer: 'none',
          support: 'accompanied', came: 0 });
      break;
    case 'providerAnswered': Object.assign(p.introductions.get(e.introduction), { answer: e.says, answered: on }); break;
    case 'supportChanged': p.introductions.get(e.introduction).support = e.to; break;
    case 'becameIndependent': first('alone'); p.introductions.get(e.introduction).alone = on; break;
    case 'sessionPlanned': plan(e.session, e.introduction, e.at, e.minutes); break;
    case 'seriesPlanned': e.dates.forEach((d, i) => plan(`${e.series}-${i + 1}`, e.introduction, d.at, e.minutes)); break;
    case 'sessionMoved': Object.assign(p.sessions.get(e.session), { at: e.at, minutes: e.minutes }); break;
    case 'sessionRecorded': {
      const session = p.sessions.get(e.session);
      Object.assign(session, { came: e.came, why: e.whyNot });
      if (e.came && (e.wentAlong === 'linkWorker' || e.wentAlong === 'volunteer'))
        p.contacts.push({ on: day(session.at), kind: 'session', reached: true, minutes: e.minutes ?? session.minutes });
      break;
    }
    case 'unmetNeed': p.unmet.push({ on, need: e.need, reason: e.reason }); break;
    case 'surveyOpened': p.surveys.set(e.survey, { asked: on }); break;
    case 'surveyAnswered': Object.assign(p.surveys.get(e.survey), { answered: on, at, answers: e.answers }); break;
    case 'supportEnded': p.ended = on; p.reason = e.reason; break;
    case 'reopened': p.ended = p.reason = p.told = undefined; p.reopened = on; break;
    case 'taskOpened': p.tasks.set(e.task, e); break;
    case 'taskAssigned': case 'taskGiven': p.tasks.get(e.task).assignee = e.assignee; break;
    case 'taskPostponed': case 'taskDeferred': p.tasks.get(e.task).due = e.due; break;
    case 'taskClosed':
      if (p.tasks.get(e.task)?.kind === 'tellReferrer' && isNews(p.tasks.get(e.task).message)) p.told = on;
      p.tasks.delete(e.task);
      break;
    case 'messageQueued': if (isNews(e.kind)) p.told = on; break;
    case 'messageWithheld': if (isNews(e.kind)) p.told = undefined; break;
  }
}

const isNews = kind => kind === 'referrerClosed' || kind === 'referrerDeclined';

function finish(p) {
  const role = p.details.referrer?.role;
  if (role && !roles[role]) throw new Error(`Nobody said what ${role} is.`);
  const sessions = [...p.sessions.values()], came = sessions.filter(s => s.came).map(s => day(s.at)).sort();
  for (const session of sessions.filter(s => s.came)) session.to.came++;
  const ageBand = bands.find(([until]) => ageOn(p.of.dateOfBirth, p.referred) < until)[1];
  return {
    ...p,
    source: p.details.source,
    role: roles[role],
    practice: p.details.gpPractice?.odsCode,
    area: p.of.address?.postcode?.split(' ')[0],
    ageBand,
    wideAge: {
      under18: 'under25', '18-24': 'under25', '25-34': '25-44', '35-44': '25-44', '45-54': '45-64', '55-64': '45-64'
    }[ageBand] ?? '65plus',
    carer: p.of.carer === undefined ? p.of.carerRatherNotSay ? 'ratherNotSay' : undefined : p.of.carer ? 'yes' : 'no',
    needs: new Set([...p.plan, ...p.raised, ...p.referrals.filter(r => !r.declined).flatMap(r => r.needs)]),
    attended: came[0],
    attendedThree: came[2],
    misses: [...p.misses, ...sessions.filter(s => s.came === false).map(s =>
        ({ on: day(s.at), what: 'sessions', why: s.why ? [s.why] : [] }))],
    sessions: sessions.filter(s => s.came !== undefined).map(s => ({ on: day(s.at), came: s.came })),
    introductions: [...p.introductions.values()],
    surveys: [...p.surveys.values()],
    answers: [...p.surveys.values()].filter(s => s.answers).sort((a, b) => a.at < b.at ? -1 : a.at > b.at ? 1 : 0),
  };
}
