import type { HttpContext } from '@adonisjs/core/http'
import { isAbleTo } from '#app/api/is_able_to'
import { maskPhoneNumber } from '#values/mask_phone_number'

/** A number as the caller may see it: whole with `phones:read`, else masked. */
export function shownNumber(ctx: HttpContext, phoneNumber: string): string {
  return isAbleTo(ctx, 'phones:read') ? phoneNumber : maskPhoneNumber(phoneNumber)
}
