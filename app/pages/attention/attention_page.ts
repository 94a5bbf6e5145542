import type { Attention, AttentionGroup } from '#desk/group_attention'
import type { StoredInboundMessage } from '#inbound/list_inbound_messages'
import { MessageStatuses } from '#messages/message_status'
import { maskPhoneNumber } from '#values/mask_phone_number'
import { addressOf } from '#app/pages/messages/filters'
import { capital } from '#app/pages/capital'
import type { OtherSources } from './other_sources.js'
import { familyOf } from '#app/pages/reason_families'
import { agoOf } from '#app/pages/ago_of'
import type { Reader } from '#app/pages/reader'
import { chipOf, plainWordsOf, type Chip } from '#app/pages/words_of_message'

interface Button {
  label: string
  href: string
  isMain: boolean
}

export interface GroupOnPage {
  id: string
  /** The same while it is about the same. */
  key: string
  count: string
  chip: Chip
  title: string
  meaning: string
  todo: string
  buttons: Button[]
}

interface AttentionParts {
  others: OtherSources
  attention: Attention
  replies: StoredInboundMessage[]
  /** There are more replies than are shown. */
  moreReplies: boolean
  mayAct: boolean
}

/** Everything that the template of Needs attention writes down. */
export function attentionPage(reader: Reader, parts: AttentionParts) {
  const { attention, replies, moreReplies, mayAct, others } = parts
  const { t } = reader
  const count = attention.groups.reduce((sum, group) => sum + group.count, 0)
  const total = reader.atLeast(count, attention.isCut)
  return {
    small: t('attention.small'),
    title:
      count === 0 && others.count > 0
        ? t('attention.title_others')
        : t('attention.title', { count, total }),
    lead: count > 0 ? t('attention.lead') : '',
    groups: attention.groups.map((group, index) => groupOnPage(reader, group, { index, mayAct })),
    others,
    empty:
      count === 0 && replies.length === 0 && others.count === 0 && others.silence === null
        ? {
            title: t('attention.empty.title'),
            text: t('attention.empty.text', { time: reader.time(reader.now) }),
            now: reader.time(reader.now),
          }
        : null,
    replies: replies.map((reply) => replyOnPage(reader, reply)),
    repliesTitle: t('attention.replies.title', {
      count: replies.length,
      total: reader.atLeast(replies.length, moreReplies),
    }),
  }
}

function groupOnPage(
  reader: Reader,
  { status, reason, count }: AttentionGroup,
  { index, mayAct }: { index: number; mayAct: boolean }
): GroupOnPage {
  const words = plainWordsOf(reader, reason)
  return {
    id: `group-${index + 1}`,
    key: `${status} ${reason}`,
    count: reader.number(count),
    chip: chipOf(reader, status),
    title: capital(words?.short ?? reader.t(`states.${status}.line`)),
    meaning: words?.meaning ?? '',
    todo: words?.todo ?? reader.t('attention.look'),
    buttons: buttonsOf(reader, { status, reason, count, mayAct }),
  }
}

/** Reasons after which sending the same again would fail again. */
const TO_CORRECT = ['invalid_number', 'privacy_refused', 'no_route', 'text_too_long']

function buttonsOf(
  reader: Reader,
  { status, reason, count, mayAct }: AttentionGroup & { mayAct: boolean }
): Button[] {
  const total = reader.number(count)
  const filter = { status, ...(reason && { reason }) }
  const see = {
    label: reader.t('attention.see', { count, total }),
    href: addressOf('/messages', filter),
  }
  if (!mayAct || reason === null) return [{ ...see, isMain: false }]
  const needsCorrection = TO_CORRECT.includes(familyOf(reason))
  const act = (name: string, isMain: boolean): Button => ({
    label: reader.t(`attention.${name}`, { count, total }),
    href: addressOf('/batches/new', filter, { do: name }),
    isMain,
  })
  if (status === MessageStatuses.unknown)
    return [{ ...see, isMain: true }, act('resolve', false), act('reject', false)]
  if (needsCorrection)
    return [{ ...see, label: reader.t('attention.correct'), isMain: true }, act('reject', false)]
  return [act('retry', true), { ...see, isMain: false }, act('reject', false)]
}

function replyOnPage(reader: Reader, reply: StoredInboundMessage) {
  const { id, phoneNumber, body, receivedAt } = reply
  return {
    id,
    from: maskPhoneNumber(phoneNumber),
    body,
    received: agoOf(reader, receivedAt),
  }
}
