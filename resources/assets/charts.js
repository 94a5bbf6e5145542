/*
 * Draws charts with uPlot in the place of those of the server, out of the tables below them. A value
 * of a table is a <data>; its column says how it is drawn.
 */

const { uPlot } = window
const HEIGHT = 190
const COLOURS = {
  'f-ok': '--bar-ok',
  'f-calm': '--bar-calm',
  'f-bad': '--bar-bad',
  'f-main': '--accent',
  'usual': '--ink',
}
const NARROW = 480

const { lang } = document.documentElement
const numbers = new Intl.NumberFormat(lang === 'en' ? 'en-GB' : lang)
const colour = (token) => getComputedStyle(document.documentElement).getPropertyValue(token).trim()

const drawn = new Map()

/** Oldest first. */
function read(figure) {
  const [, ...heads] = figure.querySelectorAll('thead th')
  const rows = [...figure.querySelectorAll('tbody tr')]
  if (figure.dataset.order === 'newest-first') rows.reverse()
  return {
    top: Number(figure.dataset.top),
    labels: rows.map((row) => row.cells[0].textContent.trim()),
    series: heads.map((head, index) => ({
      name: head.textContent.trim(),
      look: head.dataset.look,
      texts: rows.map((row) => row.cells[index + 1].textContent.trim()),
      values: rows.map((row) => {
        const data = row.cells[index + 1].querySelector('data')
        return data ? Number(data.value) : null
      }),
    })),
  }
}

/** Bars stand on each other, so each is drawn before those it stands on. */
function stacked({ labels, series }) {
  const bars = series.filter(({ look }) => look !== 'usual')
  const sums = bars.map((_, last) =>
    labels.map((__, row) =>
      bars.slice(0, last + 1).reduce((sum, { values }) => sum + (values[row] ?? 0), 0)
    )
  )
  const lines = series.filter(({ look }) => look === 'usual')
  return {
    data: [labels.map((_, row) => row), ...sums.reverse(), ...lines.map(({ values }) => values)],
    looks: [...bars.map(({ look }) => look).reverse(), ...lines.map(({ look }) => look)],
  }
}

function seriesOf(look) {
  const ink = () => colour(COLOURS[look])
  return look === 'usual'
    ? { stroke: ink, width: 2, dash: [4, 4], points: { show: false } }
    : {
        fill: ink,
        width: 0,
        paths: uPlot.paths.bars({ size: [0.72, 80] }),
        points: { show: false },
      }
}

/** Every label where there is room, else about five. */
function ticksOf(labels, width) {
  const step = Math.ceil(labels.length / (width < NARROW ? 4 : 7))
  return labels.flatMap((_, index) => (index % step === 0 ? index : []))
}

function draw(figure) {
  const plot = figure.querySelector('.plot')
  const holder = document.createElement('div')
  holder.setAttribute('role', 'img')
  holder.setAttribute('aria-label', plot.querySelector('svg').getAttribute('aria-label'))
  const reading = document.createElement('p')
  reading.ariaHidden = 'true'
  reading.textContent = '\u00A0'
  plot.replaceChildren(holder, reading)
  plot.classList.add('drawn')
  /** A page that renews itself leaves the drawing alone. */
  plot.setAttribute('hx-morph-skip', '')

  const chart = { figures: read(figure) }
  const { data, looks } = stacked(chart.figures)
  const font = `12px ${getComputedStyle(plot).fontFamily}`
  const axis = { stroke: () => colour('--soft'), font, ticks: { show: false } }
  const tell = ({ cursor: { idx } }) => {
    const { labels, series } = chart.figures
    reading.textContent =
      idx === null || idx === undefined
        ? '\u00A0'
        : `${labels[idx]} – ${series.map(({ name, texts }) => `${name} ${texts[idx]}`).join(', ')}`
  }
  chart.plot = new uPlot(
    {
      width: plot.clientWidth,
      height: HEIGHT,
      padding: [8, 8, 0, 0],
      legend: { show: false },
      cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
      scales: {
        x: { time: false, range: () => [-0.6, chart.figures.labels.length - 0.4] },
        y: { range: () => [0, chart.figures.top] },
      },
      axes: [
        {
          ...axis,
          size: 28,
          grid: { show: false },
          splits: ({ width }) => ticksOf(chart.figures.labels, width),
          values: (_, ticks) => ticks.map((tick) => chart.figures.labels[tick]),
        },
        {
          ...axis,
          size: 14 + 7 * numbers.format(chart.figures.top).length,
          gap: 4,
          grid: { stroke: () => colour('--line'), width: 1 },
          splits: () => [0, 1, 2, 3, 4].map((quarter) => (chart.figures.top / 4) * quarter),
          values: (_, ticks) => ticks.map((tick) => numbers.format(tick)),
        },
      ],
      series: [{}, ...looks.map(seriesOf)],
      hooks: { setCursor: [tell] },
    },
    data,
    holder
  )
  new ResizeObserver(() => chart.plot.setSize({ width: plot.clientWidth, height: HEIGHT })).observe(
    plot
  )
  drawn.set(figure, chart)
}

function drawAll() {
  for (const figure of drawn.keys())
    if (!figure.isConnected) {
      drawn.get(figure).plot.destroy()
      drawn.delete(figure)
    }
  for (const figure of document.querySelectorAll('figure[data-chart]')) {
    const chart = drawn.get(figure)
    if (!chart) draw(figure)
    else {
      chart.figures = read(figure)
      chart.plot.setData(stacked(chart.figures).data)
    }
  }
}

drawAll()
document.addEventListener('htmx:after:swap', drawAll)
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  for (const { plot } of drawn.values()) plot.redraw()
})
