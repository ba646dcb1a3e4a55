// Draws each chart from the table beneath it, so that the page says the same without this script. Loaded by pages with a chart alone.
import { BarController, BarElement, CategoryScale, Chart, Legend, LinearScale, LineController, LineElement, PointElement,
    Tooltip } from 'chart.js';

Chart.register(BarController, BarElement, CategoryScale, Legend, LinearScale, LineController, LineElement, PointElement, Tooltip);

// Told apart by more than colour: each has a dash and a mark of its own.
const colours = ['#005eb8', '#8a1538', '#00703c', '#7c2855', '#4c6272', '#0b6b75'];
const dashes = [[], [6, 3], [2, 2], [10, 3, 2, 3], [1, 3], [12, 4]];
const marks = ['circle', 'rect', 'triangle', 'rectRot', 'star', 'crossRot'];

for (const figure of document.querySelectorAll('figure[data-chart]')) {
  const all = [...figure.querySelectorAll('tbody tr')];
  const caption = figure.querySelector('figcaption');
  const columns = [...figure.querySelectorAll('thead th')].map((head, index) => ({ ...head.dataset, index })).filter(column => column.name);
  // A row without a number in a column that is drawn, such as the one of all together, has no place in the chart.
  const rows = all.filter(row => figure.dataset.rows === undefined || columns.some(({ index }) => row.cells[index].dataset.value));
  if (rows.length === 0) continue;

  const drawing = document.createElement('div');
  const canvas = document.createElement('canvas');
  drawing.className = 'app-drawing';
  canvas.setAttribute('role', 'img');
  const sentences = [...figure.querySelectorAll('.app-chart__sentence')].map(s => s.textContent.trim());
  canvas.setAttribute('aria-label', [`${caption.textContent.trim()}: a chart of the table below.`, ...sentences].join(' '));
  drawing.append(canvas);
  caption.after(drawing);

  // Bars lie, so that there is room for what they are called; and there are as many as the table has rows.
  const bars = figure.dataset.bars === 'yes';
  if (bars) drawing.style.height = `${Math.max(8, 3 + rows.length * (columns.length > 1 ? 2.2 : 1.6))}rem`;
  // Where rows are numbers, such as weeks, they stand as far apart as they are.
  const even = figure.dataset.rows !== 'numbers';
  const names = { type: even ? 'category' : 'linear', border: { color: '#212b32', width: 2 }, ticks: { autoSkip: !bars },
      title: even ? undefined : { display: true, text: figure.querySelector('thead th').textContent.trim() } };
  const numbers = { min: Number(figure.dataset.least ?? 0), max: figure.dataset.most ? Number(figure.dataset.most) : undefined,
      ticks: { precision: 0 }, title: { display: true, text: figure.dataset.chart } };

  new Chart(canvas, {
    type: bars ? 'bar' : 'line',
    data: {
      labels: rows.map(row => row.cells[0].textContent.trim()),
      datasets: columns.map(({ name, index, points }, i) => ({
        label: name,
        data: rows.map(row => row.cells[index].dataset.value ?? null).map((value, at) => value === null ? null : even ? Number(value)
            : { x: Number(rows[at].cells[0].textContent), y: Number(value) }),
        borderColor: colours[i % colours.length],
        backgroundColor: colours[i % colours.length],
        borderDash: dashes[i % dashes.length],
        pointStyle: points ? 'crossRot' : marks[i % marks.length],
        pointRadius: points ? 8 : 4,
        borderWidth: points ? 3 : 2,
        showLine: !points,
        clip: false,
        spanGaps: true,
      })),
    },
    options: {
      animation: false,
      maintainAspectRatio: false,
      indexAxis: bars ? 'y' : 'x',
      font: { family: 'arial, sans-serif', size: 14 },
      interaction: { mode: 'index', intersect: false },
      // The line at the bottom is drawn as what it is: the least there can be.
      scales: bars ? { x: numbers, y: names } : { x: names, y: numbers },
      plugins: { legend: { display: columns.length > 1, labels: { usePointStyle: true, boxWidth: 8, boxHeight: 8 } } },
    },
  });
}
