// Everything works without this script. With it the design system's parts help a little more: a double click sends a form once, a summary of
// problems takes the focus, a password can be shown.
import { Button, CharacterCount, Checkboxes, ErrorSummary, Header, NotificationBanner, PasswordInput, Radios, SkipLink, Tabs, createAll } from 'nhsuk-frontend';

document.body.classList.add('js-enabled', 'nhsuk-frontend-supported');
for (const part of [Button, CharacterCount, Checkboxes, ErrorSummary, Header, NotificationBanner, PasswordInput, Radios, SkipLink, Tabs])
  createAll(part);

// A demo shows time pass every few seconds; whoever has something open or is writing is left alone.
if (document.documentElement.dataset.lives)
  setInterval(() => document.querySelector('details[open], form:focus-within, .app-tick :checked') || location.reload(), 3000);
