/**
 * A small SMS service, as another program would be: it sends campaign tasks by Orange's API, asks
 * Rappel for a retry when one fails, tries again when SMS_Send tells it to, and gives up after the
 * maximum. Settings come from the environment: see run.ts, which starts it.
 */
import { Consumer } from '@platformatic/kafka'
import { RappelProducer, retryTimeOf } from '../../clients/kafka/rappel_producer.js'

const { KAFKA_BROKERS, ORANGE_BASE_URL, RETRY_TOPIC, SEND_TOPIC, TASKS } = process.env
const MAX_RETRIES = 3
/** The presets are minutes; here a minute takes a second, so that it can be watched. */
const MINUTES_AS_SECONDS = 60

const brokers = KAFKA_BROKERS.split(',')
const rappel = new RappelProducer({ brokers, retryTopic: RETRY_TOPIC })
const tasks = new Map(JSON.parse(TASKS).map((task) => [task.campaignTaskId, task]))
/** Occurrences that were handled: SMS_Send may deliver one twice. */
const seen = new Set()
let left = tasks.size

const consumer = new Consumer({
  clientId: 'sms-service',
  groupId: `sms-service-${process.pid}`,
  bootstrapBrokers: brokers,
  autocommit: false,
})
const due = await consumer.consume({
  topics: [SEND_TOPIC],
  mode: 'committed',
  fallbackMode: 'earliest',
})

for (const task of tasks.values()) await attempt(task, 0)
for await (const record of due) {
  const occurrence = String(record.headers.get(findKey(record.headers, 'rappel-occurrence-id')))
  if (!seen.has(occurrence)) {
    seen.add(occurrence)
    const { campaignTaskId, retryAttempt } = JSON.parse(record.value.toString())
    await attempt(tasks.get(campaignTaskId), retryAttempt)
  }
  await record.commit()
  if (left === 0) break
}
await rappel.close()
await consumer.close(true)

async function attempt({ campaignTaskId, number, createdOn }, retryAttempt) {
  const answer = await send(number)
  const name = `task ${campaignTaskId}, ${retryAttempt === 0 ? 'first try' : `retry ${retryAttempt}`}`
  if (answer.ok) return finish(campaignTaskId, 'sent', `${name}: sent`)
  const reason = `HTTP ${answer.status}`
  if (retryAttempt === MAX_RETRIES)
    return finish(campaignTaskId, 'given_up', `${name}: ${reason}, given up after ${MAX_RETRIES} retries`)
  const waitMs = (retryTimeOf(retryAttempt + 1).getTime() - Date.now()) / MINUTES_AS_SECONDS
  const retryTime = new Date(Date.now() + Math.min(waitMs, 5_000))
  await rappel.scheduleRetry(campaignTaskId, createdOn, retryTime, retryAttempt + 1, reason)
  say({ campaignTaskId, text: `${name}: ${reason}, asked for another at ${retryTime.toISOString()}` })
}

function finish(campaignTaskId, outcome, text) {
  left -= 1
  say({ campaignTaskId, outcome, text })
}

/** One line of JSON each, for run.ts. */
function say(event) {
  console.log(JSON.stringify(event))
}

async function send(number) {
  const token = await fetch(`${ORANGE_BASE_URL}/oauth/v3/token`, {
    method: 'POST',
    headers: {
      'Authorization': `Basic ${Buffer.from('demo:demo').toString('base64')}`,
      'Content-Type': 'application/x-www-form-urlencoded',
    },
    body: 'grant_type=client_credentials',
  }).then((response) => response.json())
  const sender = encodeURIComponent('tel:+2370000')
  return fetch(`${ORANGE_BASE_URL}/smsmessaging/v1/outbound/${sender}/requests`, {
    method: 'POST',
    headers: {
      'Authorization': `Bearer ${token.access_token}`,
      'Content-Type': 'application/json',
    },
    body: JSON.stringify({
      outboundSMSMessageRequest: {
        address: `tel:${number}`,
        senderAddress: 'tel:+2370000',
        outboundSMSTextMessage: { message: 'Bonjour' },
      },
    }),
  })
}

function findKey(headers, name) {
  return [...headers.keys()].find((key) => key.toString() === name)
}
