import type { RequeuePreview } from '#delivery/desk/preview_requeue'
import type { Refusals } from '#delivery/desk/requeue_verdict'

type Row = [label: string, count: number]

/** The numbers that a person looks at before saying yes. */
export function rowsOf(preview: RequeuePreview): Row[] {
  const { gate } = preview
  return [
    ['found', preview.matched],
    ...labelled('found', preview.byReason),
    ['sent again', preview.wouldRequeue],
    ...refusalsOf(preview),
    ['leave with the next sweep', gate.send],
    ...labelled('wait', gate.deferred),
    ...labelled('stopped by the gate', gate.stopped),
    ['segments, as they are billed', preview.segments],
  ]
}

/** What it costs to say yes. */
export function questionAbout({ wouldRequeue, segments, mayArriveTwice }: RequeuePreview): string {
  const cost = segments === 1 ? '1 segment' : `${segments} segments`
  const twice = mayArriveTwice > 0 ? `, ${mayArriveTwice} perhaps for the second time` : ''
  return `Send ${wouldRequeue} again? About ${cost} will be billed${twice}`
}

/** What is not sent again, why, and what can be done about it. */
export function refusalsOf({ refused }: { refused: Refusals }): Row[] {
  return REFUSALS.map(([name, label]): Row => [label, refused[name]]).filter(
    ([, count]) => count > 0
  )
}

const REFUSALS: [keyof Refusals, string][] = [
  ['pastDeadline', 'not requeued: past their deadline'],
  ['overThreshold', 'not requeued: too many tries; change number or text (sms:edit), or --force'],
  ['outcomeUnknown', 'not requeued: unknown, may have arrived; settle (sms:resolve), or --force'],
  ['alreadyAccepted', 'not requeued: the operator took them; sms:resolve --as=sent, or --force'],
  ['changedMeanwhile', 'not requeued: moved by somebody else meanwhile'],
]

function labelled(label: string, counts: Record<string, number>): Row[] {
  return Object.entries(counts).map(([name, count]) => [`${label}: ${name}`, count])
}
