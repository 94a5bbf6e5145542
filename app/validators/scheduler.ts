import vine from '@vinejs/vine'
import { strictly } from '#app/api/strict_input'
import { text } from '#validators/text'

const reason = text().maxLength(500).optional()
/** Names are checked against what exists by the pause itself. */
const name = vine.string().maxLength(100).optional()
const target = { facility: name, type: name.clone() }

const pauseFields = { ...target, reason, until: vine.string().maxLength(100).optional() }
export const pauseValidator = strictly(vine.create(pauseFields), pauseFields)

const resumeFields = { ...target, reason }
export const resumeValidator = strictly(vine.create(resumeFields), resumeFields)

const tickFields = { limit: vine.number({ strict: true }).withoutDecimals().positive().optional() }
export const tickValidator = strictly(vine.create(tickFields), tickFields)
