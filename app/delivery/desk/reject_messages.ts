import { inject } from '@adonisjs/core'
import {
  MoveByHand,
  type DeskMove,
  type MoveRequest,
  type MoveResult,
} from '#delivery/desk/move_by_hand'
import { MessageStatuses } from '#models/message_status'

export const REJECTION: DeskMove = {
  from: [MessageStatuses.dead_letter, MessageStatuses.failed, MessageStatuses.unknown],
  to: MessageStatuses.cancelled,
  reason: 'rejected',
  action: 'messages_rejected',
}

/** A person decides that what failed is not to be sent again. */
@inject()
export class RejectMessages {
  constructor(private readonly moves: MoveByHand) {}

  async run(request: MoveRequest): Promise<MoveResult> {
    return this.moves.run(request, REJECTION)
  }
}
