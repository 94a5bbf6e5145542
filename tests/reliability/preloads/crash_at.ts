import 'reflect-metadata'
import { setTimeout as delay } from 'node:timers/promises'
import { ClaimBatch } from '#delivery/claim/claim_batch'
import { CommitSending } from '#delivery/send/commit_sending'
import { PostMessages } from '#delivery/send/post_messages'
import { RecordOutcomes } from '#delivery/send/record_outcomes'
import { OrangeGateway } from '#gateways/orange/orange_gateway'
import type { CrashPoint } from '#tests/reliability/support/crash_points'

/** Loaded into `node ace …` before the application: the process dies by SIGKILL where CRASH_AT says. */
const PLACES: Record<CrashPoint, () => void> = {
  after_claim: () => dieAfter(ClaimBatch.prototype, 'run', ({ ids }) => ids.length > 0),
  after_commit: () => dieAfter(CommitSending.prototype, 'run', ({ sending }) => sending.length > 0),
  mid_post: dieDuringThePost,
  before_record: () => dieAfter(PostMessages.prototype, 'run', (attempted) => attempted.length > 0),
  after_record: () => dieAfter(RecordOutcomes.prototype, 'run', (moved) => moved.size > 0),
}

PLACES[process.env.CRASH_AT as CrashPoint]()

type Method = (...args: any[]) => Promise<any>

function dieAfter<Name extends string, Part extends Record<Name, Method>>(
  part: Part,
  name: Name,
  reached: (result: Awaited<ReturnType<Part[Name]>>) => boolean
): void {
  const method: Method = part[name]
  part[name] = async function (this: Part, ...args: unknown[]) {
    const result = await method.apply(this, args)
    if (reached(result)) die()
    return result
  } as Part[Name]
}

/** The operator has taken all the POSTs that this process has under way, and none of its answers is read. */
function dieDuringThePost(): void {
  const post: Method = PostMessages.prototype.run
  const send: Method = OrangeGateway.prototype.send
  let underWay: string[] = []
  PostMessages.prototype.run = async function (this: PostMessages, messages, ...rest) {
    underWay = messages.map(({ phoneNumber }) => phoneNumber)
    return post.call(this, messages, ...rest)
  }
  OrangeGateway.prototype.send = async function (this: OrangeGateway, sms) {
    const answer = send.call(this, sms)
    while (!(await haveAllArrived(underWay))) await delay(5)
    die()
    return answer
  }
}

async function haveAllArrived(phoneNumbers: string[]): Promise<boolean> {
  const response = await fetch(`${process.env.ORANGE_BASE_URL}/__emulator/journal`)
  const entries = (await response.json()) as { address: string }[]
  const arrived = new Set(entries.map(({ address }) => address))
  return phoneNumbers.every((phoneNumber) => arrived.has(`tel:${phoneNumber}`))
}

function die(): void {
  process.kill(process.pid, 'SIGKILL')
}
