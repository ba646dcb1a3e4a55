// Everything works without this script. With it the design system's parts help a little more: a double click sends a form once,
// a summary of problems takes the focus, a password can be shown.
import { Button, CharacterCount, Checkboxes, ErrorSummary, Header, NotificationBanner, PasswordInput, Radios, SkipLink, Tabs,
    createAll } from 'nhsuk-frontend';

document.body.classList.add('js-enabled', 'nhsuk-frontend-supported');
for (const part of [Button, CharacterCount, Checkboxes, ErrorSummary, Header, NotificationBanner, PasswordInput, Radios, SkipLink, Tabs])
  createAll(part);

// A demo shows time pass every few seconds; whoever has something open or is writing is left alone.
if (document.documentElement.dataset.lives)
  setInterval(() => document.querySelector('details[open], form:focus-within, .app-tick :checked') || location.reload(), 3000);

// "/" leads to the search, from wherever nothing is being typed or chosen. Who speaks to their computer can turn it off.
const noSlash = 'no-slash', shortcut = document.querySelector('.app-shortcut');
const say = () => { shortcut.querySelector('button').textContent = localStorage.getItem(noSlash) ? 'Turn this on' : 'Turn this off'; };
if (shortcut) {
  shortcut.hidden = false;
  say();
  shortcut.querySelector('button').addEventListener('click', () => {
    localStorage.getItem(noSlash) ? localStorage.removeItem(noSlash) : localStorage.setItem(noSlash, 'yes');
    say();
  });
}
document.addEventListener('keydown', event => {
  const search = document.getElementById('search-q');
  if (search && !localStorage.getItem(noSlash) && event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey
      && document.activeElement === document.body) {
    event.preventDefault();
    search.focus();
  }
});
