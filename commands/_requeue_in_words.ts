import type { RequeuePreview } from '#desk/preview_requeue'
import type { Refusals } from '#desk/requeue_verdict'

type Row = [label: string, count: number]

/** The figures shown before a person confirms. */
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

/** Names the cost of confirming. */
export function questionAbout({ wouldRequeue, segments, mayArriveTwice }: RequeuePreview): string {
  const cost = segments === 1 ? '1 segment' : `${segments} segments`
  const twice = mayArriveTwice > 0 ? `, ${mayArriveTwice} possibly for the second time` : ''
  return `Send ${wouldRequeue} again? About ${cost} will be billed${twice}`
}

/** What is not sent again, why, and how to fix it. */
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
  ['changedMeanwhile', 'not requeued: moved by someone else in the meantime'],
]

function labelled(label: string, counts: Record<string, number>): Row[] {
  return Object.entries(counts).map(([name, count]) => [`${label}: ${name}`, count])
}
