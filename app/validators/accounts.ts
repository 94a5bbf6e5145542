import vine from '@vinejs/vine'
import { ABILITY_NAMES } from '#access/api_abilities'
import { ROLES } from '#access/roles'
import { LONGEST_PASSWORD } from '#access/users/check_new_password'

/** A field that is empty or missing is a wrong answer, not a fault of the form. */
const entry = (longest: number) =>
  vine
    .string()
    .parse((value) => value ?? '')
    .maxLength(longest)

/** One longer than allowed is refused with words of its own. */
const password = () => entry(2 * LONGEST_PASSWORD)

const ticked = () => vine.boolean().parse((value) => value === 'yes')

export const signInValidator = vine.create({
  email: entry(254),
  password: password(),
  stays: ticked(),
  to: entry(500),
})

export const codeValidator = vine.create({ code: entry(64) })

export const passwordValidator = vine.create({ present: password(), wanted: password() })

export const presentPasswordValidator = vine.create({ present: password() })

export const userValidator = vine.create({
  email: entry(300),
  name: entry(200),
  role: entry(20),
  language: entry(10),
})

/** `from`: the role that the page showed. */
export const roleValidator = vine.create({ from: vine.enum(ROLES), to: vine.enum(ROLES) })

export const tokenValidator = vine.create({
  name: entry(100),
  days: vine
    .string()
    .regex(/^\d{1,6}$/)
    .transform(Number),
  abilities: vine
    .array(vine.enum(ABILITY_NAMES))
    .parse((value) => (typeof value === 'string' ? [value] : (value ?? [])))
    .maxLength(ABILITY_NAMES.length),
})

/** Without an id: all. */
export const sessionValidator = vine.create({
  id: vine
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .optional(),
})
