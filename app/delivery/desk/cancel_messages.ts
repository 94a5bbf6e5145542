import { inject } from '@adonisjs/core'
import {
  MoveByHand,
  type DeskMove,
  type MoveRequest,
  type MoveResult,
} from '#delivery/desk/move_by_hand'
import { MessageStatuses } from '#models/message_status'

export const CANCELLATION: DeskMove = {
  from: [MessageStatuses.pending],
  to: MessageStatuses.cancelled,
  reason: 'cancelled_by_person',
  action: 'messages_cancelled',
}

/** A person calls off what has not left yet; a claimed message too, as long as its sending is not committed. */
@inject()
export class CancelMessages {
  constructor(private readonly moves: MoveByHand) {}

  async run(request: MoveRequest): Promise<MoveResult> {
    return this.moves.run(request, CANCELLATION)
  }
}
