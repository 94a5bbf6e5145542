/*
|--------------------------------------------------------------------------
| npm run check:ops: whether the files in ops/ are what they should be
|--------------------------------------------------------------------------
|
| One line for each check: "ok", "skipped" with the tool that is missing, or "FAILED" with every
| fault. Starts Rappel on a database of its own, to compare with what it really answers.
|
*/

import { checkCompose } from './check_compose.js'
import { checkDockerfile } from './check_dockerfile.js'
import { checkGrafana } from './check_grafana.js'
import { checkKubernetes } from './check_kubernetes.js'
import { checkLogrotate } from './check_logrotate.js'
import { checkNagios } from './check_nagios.js'
import { checkPrometheus } from './check_prometheus.js'
import { checkSystemd } from './check_systemd.js'
import { Outcome } from './outcome.js'
import { TrialRappel } from './trial_rappel.js'

const outcome = new Outcome()
const rappel = await TrialRappel.start()
try {
  await checkPrometheus(outcome, rappel)
  checkGrafana(outcome, rappel)
  checkNagios(outcome, rappel)
  await checkKubernetes(outcome, rappel)
  checkSystemd(outcome)
  checkLogrotate(outcome)
  checkDockerfile(outcome)
  await checkCompose(outcome)
} finally {
  await rappel.stop()
}
process.exitCode = outcome.failed ? 1 : 0
