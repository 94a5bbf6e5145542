import { validate } from 'dockerfile-utils'
import type { Outcome } from './outcome.js'
import { readText } from './read_file.js'

/** Instructions that the image needs, as they begin. */
const NEEDED = [
  'USER node',
  'HEALTHCHECK',
  'STOPSIGNAL SIGTERM',
  'CMD ["node"',
  'ENV NODE_ENV=production',
]

/** No daemon is needed: the file is checked, not built. */
export function checkDockerfile(outcome: Outcome): void {
  const text = readText('ops/docker/Dockerfile')
  const faults = validate(text).map(
    ({ message, range }) => `line ${range.start.line + 1}: ${message}`
  )
  const last = text.slice(text.lastIndexOf('\nFROM '))
  for (const needed of NEEDED)
    if (!last.includes(`\n${needed}`)) faults.push(`the image has no "${needed}"`)
  for (const [, image] of text.matchAll(/^FROM (\S+)/gm))
    if (!/:\d/.test(image)) faults.push(`${image} is not of one version`)
  outcome.report('Docker: Dockerfile', faults)
}
