import vine from '@vinejs/vine'
import { text } from '#validators/text'

const reason = text().maxLength(500).optional()
/** Names are checked against what exists by the pause itself. */
const name = vine.string().maxLength(100).optional()
const target = { facility: name, type: name.clone() }

export const pauseValidator = vine.create({
  ...target,
  reason,
  until: vine.string().maxLength(100).optional(),
})

export const resumeValidator = vine.create({ ...target, reason })
