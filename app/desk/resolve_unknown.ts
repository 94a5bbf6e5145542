import { inject } from '@adonisjs/core'
import { InvalidDeskRequest } from './invalid_desk_request.js'
import { MoveByHand, type DeskMove, type MoveRequest, type MoveResult } from './move_by_hand.js'
import { PreviewMoves } from './preview_moves.js'
import { MessageStatuses } from '#messages/message_status'

/** What a person found out about messages with an unknown outcome. */
const RESOLUTIONS = {
  /** The operator accepted it. The time it became unknown is closest to the time it left. */
  sent: { to: MessageStatuses.sent, set: 'sent_at = COALESCE(m.sent_at, m.updated_at)' },
  /** The caregiver has it. */
  delivered: {
    to: MessageStatuses.delivered,
    set: 'sent_at = COALESCE(m.sent_at, m.updated_at), delivered_at = COALESCE(m.delivered_at, :now)',
  },
  /** It never left: it is due now, and the gate decides whether it is still useful. */
  not_sent: { to: MessageStatuses.pending, set: 'scheduled_at = :now' },
  /** It must not be sent again, whatever became of it. */
  cancelled: { to: MessageStatuses.cancelled },
} as const satisfies Record<string, Pick<DeskMove, 'to' | 'set'>>

type Resolution = keyof typeof RESOLUTIONS

/** Settles unknown messages with what a person found out. */
@inject()
export class ResolveUnknown {
  constructor(
    private readonly moves: MoveByHand,
    private readonly previews: PreviewMoves
  ) {}

  /** @throws InvalidDeskRequest */
  async run({ as, ...request }: MoveRequest & { as: string }): Promise<MoveResult> {
    return this.moves.run(request, resolutionOf(as))
  }

  /** What that would settle. @throws InvalidDeskRequest */
  async preview({ as, ...request }: Omit<MoveRequest, 'actor'> & { as: string }) {
    return this.previews.run(request, resolutionOf(as))
  }
}

export function resolutionOf(name: string): DeskMove {
  if (Object.hasOwn(RESOLUTIONS, name)) {
    return {
      from: [MessageStatuses.unknown],
      reason: 'resolved_by_person',
      action: 'unknown_messages_resolved',
      ...RESOLUTIONS[name as Resolution],
    }
  }
  const allowed = Object.keys(RESOLUTIONS).join(', ')
  throw new InvalidDeskRequest('as', `is "${name}", allowed: ${allowed}`)
}
