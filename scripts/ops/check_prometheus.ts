import { faultsOfQuery } from './check_promql.js'
import type { Outcome } from './outcome.js'
import { pathOf, readText, readYaml } from './read_file.js'
import type { TrialRappel } from './trial_rappel.js'

const FILE = 'ops/prometheus/rappel.rules.yml'
const DURATION = /^\d+[smhd]$/
const SEVERITIES = ['warning', 'critical']

interface Rule {
  alert: string
  expr: string
  for?: string
  labels?: { severity?: string }
  annotations?: { summary?: string; runbook_url?: string }
}

/** Rules: queries, metrics, and a section of the runbook for each. */
export async function checkPrometheus(outcome: Outcome, { metrics }: TrialRappel): Promise<void> {
  const [{ groups }] = readYaml(FILE) as [{ groups: { rules: Rule[] }[] }]
  const rules = groups.flatMap((group) => group.rules)
  const anchors = new Set(
    [...readText('docs/operations.md').matchAll(/^#+ (.+)$/gm)].map(
      ([, heading]) => `docs/operations.md#${heading.toLowerCase().replaceAll(/\W+/g, '-')}`
    )
  )
  const faults = rules.flatMap((rule) =>
    [...faultsOfRule(rule, anchors), ...faultsOfQuery(rule.expr, metrics)].map(
      (fault) => `${rule.alert}: ${fault}`
    )
  )
  if (rules.length === 0) faults.push('there is no rule')
  outcome.report(`Prometheus: ${rules.length} alert rules`, faults)
  outcome.runTool('Prometheus: promtool', ['promtool', 'check', 'rules', pathOf(FILE)])
}

function faultsOfRule({ labels, annotations, ...rule }: Rule, anchors: Set<string>): string[] {
  const faults = []
  if (rule.for !== undefined && !DURATION.test(rule.for)) faults.push(`"for: ${rule.for}"`)
  if (!SEVERITIES.includes(labels?.severity ?? '')) faults.push('has no severity')
  if (!annotations?.summary) faults.push('has no summary')
  if (!anchors.has(annotations?.runbook_url ?? ''))
    faults.push(`${annotations?.runbook_url} is not a section`)
  return faults
}
