import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BUSY_MACHINE } from '#emulator/busy_machine'
import type { DemoMessage } from '#demo/demo_messages'

/** One line of resources/sample/expected.json. */
interface ExpectedMessage {
  patient_ref: string
  vaccine: string
  dose: string
  message_type: string
  expected_status: string
  expected_reason?: string
}

interface Findings {
  messages: DemoMessage[]
  journal: { address: string; outcome: string }[]
  report: { maxInAnySlidingSecond: number }
  health: { status: string }
  ratePerSecond: number
  root: string
}

/** Compares what happened with the sample's expectations and with the emulator's own journal. */
export async function checkDemo(findings: Findings): Promise<string[]> {
  const expected: ExpectedMessage[] = JSON.parse(
    await readFile(join(findings.root, 'resources/sample/expected.json'), 'utf8')
  )
  return [
    ...compareMessages(findings.messages, expected),
    ...compareJournal(findings),
    ...(findings.report.maxInAnySlidingSecond > findings.ratePerSecond * BUSY_MACHINE
      ? [
          `Orange saw ${findings.report.maxInAnySlidingSecond} requests in one second, allowed are ${findings.ratePerSecond}`,
        ]
      : []),
    ...(findings.health.status === 'fail' ? ['the health endpoint says "fail"'] : []),
  ]
}

function compareMessages(messages: DemoMessage[], expected: ExpectedMessage[]): string[] {
  const faults: string[] = []
  const found = new Map(messages.map((message) => [keyOf(message), message]))
  for (const wanted of expected) {
    const message = found.get(keyOf(wanted))
    found.delete(keyOf(wanted))
    if (!message) faults.push(`${keyOf(wanted)}: there is no such message`)
    else if (message.status !== wanted.expected_status) {
      faults.push(
        `${keyOf(wanted)}: is ${message.status} (${message.reason}), should be ${wanted.expected_status}`
      )
    } else if (wanted.expected_reason && message.reason !== wanted.expected_reason) {
      faults.push(
        `${keyOf(wanted)}: the reason is ${message.reason}, should be ${wanted.expected_reason}`
      )
    }
  }
  for (const key of found.keys()) faults.push(`${key}: a message that should not be there`)
  return faults
}

/** States of messages that Orange has confirmed to have. */
const TAKEN: string[] = ['sent', 'delivered', 'undelivered']

/** What Orange accepted must match the rows, once each. */
function compareJournal({ messages, journal }: Findings): string[] {
  const accepted = journal
    .filter(({ outcome }) => outcome.startsWith('accepted'))
    .map(({ address }) => address.replace(/^tel:/, ''))
  const sms = messages.filter(({ carried_by: carrier }) => carrier === null)
  const sent = sms.filter(({ status }) => TAKEN.includes(status))
  const left = sms.filter(({ status }) => status === 'unknown' || TAKEN.includes(status))
  const faults: string[] = []
  for (const number of new Set(accepted)) {
    const times = accepted.filter((other) => other === number).length
    const messagesToIt = left.filter((message) => message.phone_number === number).length
    if (times > messagesToIt)
      faults.push(`Orange accepted ${times} SMS to a number that ${messagesToIt} were meant for`)
  }
  if (accepted.length < sent.length)
    faults.push(`${sent.length} SMS are with Orange by their rows, it accepted ${accepted.length}`)
  return faults
}

function keyOf({
  patient_ref,
  vaccine,
  dose,
  message_type,
}: Omit<ExpectedMessage, 'expected_status'>): string {
  return `${patient_ref} ${vaccine} ${dose} ${message_type}`
}
