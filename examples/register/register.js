/**
 * A register of children that uses Rappel, as another program would: plain Node (20 or newer), and
 * nothing of Rappel but its API.
 *
 *     export RAPPEL_URL=https://sms.example.org RAPPEL_TOKEN=rappel_…
 *     node register.js push children.ndjson
 *     node register.js not-reached 2026-12-01
 *
 * The token needs `patients:write` and `messages:read`. Ends with 2 if lines were rejected, and with
 * 1 if Rappel could not be reached or refused a request.
 */
import { notReached } from './not_reached.js'
import { pushChildren } from './push_children.js'
import { RappelClient } from './rappel_client.js'

const { RAPPEL_URL: url, RAPPEL_TOKEN: token } = process.env
const [command, argument] = process.argv.slice(2)
const say = (text) => console.error(text)

const COMMANDS = {
  'push': async (client, file) => {
    const total = await pushChildren(client, file, say)
    console.log(JSON.stringify(total))
    return total.rejected > 0 ? 2 : 0
  },
  'not-reached': async (client, since) => {
    for (const child of await notReached(client, since)) console.log(JSON.stringify(child))
    return 0
  },
}

if (!url || !token || !argument || !Object.hasOwn(COMMANDS, command)) {
  say('Usage: RAPPEL_URL=… RAPPEL_TOKEN=… node register.js push FILE | not-reached YYYY-MM-DD')
  process.exit(1)
}
try {
  process.exitCode = await COMMANDS[command](new RappelClient({ url, token, say }), argument)
} catch (error) {
  say(error.message)
  process.exitCode = 1
}
