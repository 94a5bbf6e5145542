import vine from '@vinejs/vine'
import { text } from '#validators/text'

const reason = text().maxLength(500).optional()
/** Names are checked against what exists by the pause itself. */
const target = { facility: vine.string().optional(), type: vine.string().optional() }

export const pauseValidator = vine.create({ ...target, reason, until: vine.string().optional() })

export const resumeValidator = vine.create({ ...target, reason })
