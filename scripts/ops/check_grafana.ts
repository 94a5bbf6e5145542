import { faultsOfQuery } from './check_promql.js'
import type { Outcome } from './outcome.js'
import { readText } from './read_file.js'
import type { TrialRappel } from './trial_rappel.js'

interface Panel {
  id: number
  title: string
  type: string
  datasource: { uid: string }
  gridPos: { x: number; y: number; w: number; h: number }
  targets: { expr: string; refId: string }[]
}

const COLUMNS = 24

/** The dashboard: queries, metrics, and panels that lie beside each other. */
export function checkGrafana(outcome: Outcome, { metrics }: TrialRappel): void {
  const board = JSON.parse(readText('ops/grafana/rappel.json'))
  const panels: Panel[] = board.panels
  const faults = panels.flatMap((panel) => [
    ...panel.targets.flatMap(({ expr }) => faultsOfQuery(expr, metrics)),
    ...panels.filter((other) => other.id < panel.id && overlap(other, panel)).map(overlapping),
    ...(panel.gridPos.x + panel.gridPos.w > COLUMNS ? [`${panel.title} is too wide`] : []),
    ...(panel.datasource.uid === '${datasource}' ? [] : [`${panel.title} has its own data source`]),
    ...(panel.targets.length === 0 ? [`${panel.title} asks nothing`] : []),
  ])
  if (new Set(panels.map(({ id }) => id)).size < panels.length)
    faults.push('two panels have one id')
  if (!board.uid || !board.title || !(board.schemaVersion >= 36)) faults.push('it has no identity')
  if (!board.templating.list.some((variable: any) => variable.name === 'datasource'))
    faults.push('the data source cannot be chosen')
  outcome.report(`Grafana: ${panels.length} panels`, faults)
}

const overlapping = ({ title }: Panel) => `a panel lies over "${title}"`

function overlap({ gridPos: a }: Panel, { gridPos: b }: Panel): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h
}
