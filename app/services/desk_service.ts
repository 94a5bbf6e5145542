import { inject } from '@adonisjs/core'
import { CANCELLATION, REJECTION } from '#desk/desk_moves'
import { EDITABLE_STATUSES } from '#desk/editable_statuses'
import type { CreateMessageRequest } from '#desk/create_message'
import type { MessageListRequest } from '#desk/list_messages'
import type { NewMessage } from '#desk/new_message'
import type { EditRequest } from '#desk/edit_message'
import type { MoveRequest } from '#desk/move_by_hand'
import type { ReschedulePreviewRequest } from '#desk/preview_reschedule'
import type { RequeueRequest } from '#desk/requeue_messages'
import type { RescheduleRequest } from '#desk/reschedule_message'
import { RunningWork } from '#services/running_work'

const loadMoveByHand = () => import('#desk/move_by_hand').then(({ MoveByHand }) => MoveByHand)
const loadPreview = () => import('#desk/preview_moves').then(({ PreviewMoves }) => PreviewMoves)
const loadResolve = () =>
  import('#desk/resolve_unknown').then(({ ResolveUnknown }) => ResolveUnknown)

type Preview = Omit<MoveRequest, 'actor'>

/** What people look at, and do to messages. */
@inject()
export class DeskService {
  constructor(private readonly work: RunningWork) {}

  /** The messages of a filter, page by page. */
  list(request: MessageListRequest) {
    return this.work.perform(
      () => import('#desk/list_messages').then(({ ListMessages }) => ListMessages),
      (messages) => messages.run(request)
    )
  }

  /** One message with all that happened to it. */
  show(request: { id: number | string; unmasked?: boolean }) {
    return this.work.perform(
      () => import('#desk/show_message').then(({ ShowMessage }) => ShowMessage),
      (message) => message.run(request)
    )
  }

  /** Creates a message with a text of its own, once for each idempotency key. */
  create(request: CreateMessageRequest) {
    return this.work.perform(
      () => import('#desk/create_message').then(({ CreateMessage }) => CreateMessage),
      (create) => create.run(request)
    )
  }

  /** What is wrong with some fields of a message that is not created. */
  checkNew(fields: Partial<NewMessage>) {
    return this.work.perform(
      () => import('#desk/create_message').then(({ CreateMessage }) => CreateMessage),
      async (create) => create.check(fields)
    )
  }

  /** A patient with visits, consent and reminders. */
  showPatient(request: { ref: string; unmasked?: boolean }) {
    return this.work.perform(
      () => import('#desk/show_patient').then(({ ShowPatient }) => ShowPatient),
      (patient) => patient.run(request)
    )
  }

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

  /** How many messages would get another text; changes nothing. */
  previewEdit(request: Preview) {
    return this.work.perform(loadPreview, (preview) =>
      preview.run(request, { from: EDITABLE_STATUSES })
    )
  }

  /** Gives a message that waits another date. */
  reschedule(request: RescheduleRequest) {
    return this.work.perform(
      () => import('#desk/reschedule_message').then((part) => part.RescheduleMessage),
      (reschedule) => reschedule.run(request)
    )
  }

  /** When messages would leave with another date; changes nothing. */
  previewReschedule(request: ReschedulePreviewRequest) {
    return this.work.perform(
      () => import('#desk/preview_reschedule').then((part) => part.PreviewReschedule),
      (preview) => preview.run(request)
    )
  }

  /** Closes failed messages that will not be sent again. */
  reject(request: MoveRequest) {
    return this.work.perform(loadMoveByHand, (moves, signal) =>
      moves.run({ signal, ...request }, REJECTION)
    )
  }

  /** The effect of `reject`; changes nothing. */
  previewReject(request: Preview) {
    return this.work.perform(loadPreview, (preview) => preview.run(request, REJECTION))
  }

  /** Cancels messages that have not left. */
  cancel(request: MoveRequest) {
    return this.work.perform(loadMoveByHand, (moves, signal) =>
      moves.run({ signal, ...request }, CANCELLATION)
    )
  }

  /** The effect of `cancel`; changes nothing. */
  previewCancel(request: Preview) {
    return this.work.perform(loadPreview, (preview) => preview.run(request, CANCELLATION))
  }

  /**
   * Settles unknown messages with what a person found out: `sent`, `delivered`, `not_sent` or
   * `cancelled`.
   */
  resolveUnknown(request: MoveRequest & { as: string }) {
    return this.work.perform(loadResolve, (resolve, signal) => resolve.run({ signal, ...request }))
  }

  /** The effect of `resolveUnknown`; changes nothing. */
  previewResolve(request: Preview & { as: string }) {
    return this.work.perform(loadResolve, (resolve) => resolve.preview(request))
  }
}
