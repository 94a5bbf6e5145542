import { inject } from '@adonisjs/core'
import { CANCELLATION, REJECTION } from '#desk/desk_moves'
import type { EditRequest } from '#desk/edit_message'
import type { MoveRequest } from '#desk/move_by_hand'
import type { RequeueRequest } from '#desk/requeue_messages'
import { RunningWork } from '#services/running_work'

const loadMoveByHand = () => import('#desk/move_by_hand').then(({ MoveByHand }) => MoveByHand)

/** People's actions on messages. */
@inject()
export class DeskService {
  constructor(private readonly work: RunningWork) {}

  /** Sends selected failed messages again. */
  requeue(request: RequeueRequest) {
    return this.work.perform(
      () => import('#desk/requeue_messages').then(({ RequeueMessages }) => RequeueMessages),
      (requeue, signal) => requeue.run({ signal, ...request })
    )
  }

  /** The effect of `requeue`; changes nothing. */
  previewRequeue(request: Omit<RequeueRequest, 'actor'>) {
    return this.work.perform(
      () => import('#desk/preview_requeue').then(({ PreviewRequeue }) => PreviewRequeue),
      (preview, signal) => preview.run({ signal, ...request })
    )
  }

  /** Gives one message another number or text. */
  edit(request: EditRequest) {
    return this.work.perform(
      () => import('#desk/edit_message').then(({ EditMessage }) => EditMessage),
      (edit) => edit.run(request)
    )
  }

  /** Closes failed messages that will not be sent again. */
  reject(request: MoveRequest) {
    return this.work.perform(loadMoveByHand, (moves, signal) =>
      moves.run({ signal, ...request }, REJECTION)
    )
  }

  /** Cancels messages that have not left. */
  cancel(request: MoveRequest) {
    return this.work.perform(loadMoveByHand, (moves, signal) =>
      moves.run({ signal, ...request }, CANCELLATION)
    )
  }

  /**
   * Settles unknown messages with what a person found out: `sent`, `delivered`, `not_sent` or
   * `cancelled`.
   */
  resolveUnknown(request: MoveRequest & { as: string }) {
    return this.work.perform(
      () => import('#desk/resolve_unknown').then(({ ResolveUnknown }) => ResolveUnknown),
      (resolve, signal) => resolve.run({ signal, ...request })
    )
  }
}
