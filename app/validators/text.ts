import vine from '@vinejs/vine'
import { tidyText } from '#values/tidy_value'

/** A text in one line, without characters that cannot be seen: they neither count nor are they stored. */
export const text = () =>
  vine.string().parse((value) => (typeof value === 'string' ? tidyText(value) : value))
