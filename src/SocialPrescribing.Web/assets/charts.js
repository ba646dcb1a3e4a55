// Draws each chart from the table beneath it, so that the page says the same without this script. Loaded by pages with a chart alone.
import { CategoryScale, Chart, Legend, LinearScale, LineController, LineElement, PointElement, Tooltip } from 'chart.js';

Chart.register(CategoryScale, Legend, LinearScale, LineController, LineElement, PointElement, Tooltip);

// Told apart by more than colour: each has a dash and a mark of its own.
const colours = ['#005eb8', '#8a1538', '#00703c', '#7c2855', '#4c6272', '#0b6b75'];
const dashes = [[], [6, 3], [2, 2], [10, 3, 2, 3], [1, 3], [12, 4]];
const marks = ['circle', 'rect', 'triangle', 'rectRot', 'star', 'crossRot'];

for (const figure of document.querySelectorAll('figure[data-chart]')) {
  const rows = [...figure.querySelectorAll('tbody tr')];
  const caption = figure.querySelector('figcaption');
  const columns = [...figure.querySelectorAll('thead th')].map((head, index) => ({ ...head.dataset, index })).filter(column => column.name);
  if (rows.length === 0) continue;

  const drawing = document.createElement('div');
  const canvas = document.createElement('canvas');
  drawing.className = 'app-drawing';
  canvas.setAttribute('role', 'img');
  const sentences = [...figure.querySelectorAll('.app-chart__sentence')].map(s => s.textContent.trim());
  canvas.setAttribute('aria-label', [`${caption.textContent.trim()}: a chart of the table below.`, ...sentences].join(' '));
  drawing.append(canvas);
  caption.after(drawing);

  new Chart(canvas, {
    type: 'line',
    data: {
      labels: rows.map(row => row.cells[0].textContent.trim()),
      datasets: columns.map(({ name, index, points }, i) => ({
        label: name,
        data: rows.map(row => row.cells[index].dataset.value ?? null).map(value => value === null ? null : Number(value)),
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
      font: { family: 'arial, sans-serif', size: 14 },
      interaction: { mode: 'index', intersect: false },
      // The line at the bottom is drawn as what it is: the least there can be.
      scales: { x: { border: { color: '#212b32', width: 2 } }, y: { min: Number(figure.dataset.least ?? 0), max: figure.dataset.most ? Number(figure.dataset.most) : undefined, ticks: { precision: 0 }, title: { display: true, text: figure.dataset.chart } } },
      plugins: { legend: { display: columns.length > 1, labels: { usePointStyle: true, boxWidth: 8, boxHeight: 8 } } },
    },
  });
}
