import type { HttpContext } from '@adonisjs/core/http'
import { isAbleTo } from '#app/api/is_able_to'
import { snakeKeys } from '#app/api/schedule_fields'
import type { Schedule } from '#schedules/manage/stored_schedule'
import { maskPhoneNumber } from '#values/mask_phone_number'
import { isObject } from '#values/is_object'

/** A schedule as the caller may see it. */
export function scheduleAsJson(ctx: HttpContext, schedule: Schedule): Record<string, unknown> {
  return snakeKeys({ ...schedule, payload: shownPayload(ctx, schedule) })
}

/**
 * Without `phones:read` the number of an SMS is masked; without `messages:read` its text is null.
 * The payload of any other job may hold both, so it is null unless the token has both abilities.
 */
function shownPayload(ctx: HttpContext, { appName, payload }: Schedule): unknown {
  const seesPhones = isAbleTo(ctx, 'phones:read')
  const seesTexts = isAbleTo(ctx, 'messages:read')
  if (seesPhones && seesTexts) return payload
  if (appName !== 'sms' || !isObject(payload)) return null
  const { phoneNumber, message, correlationId, ...rest } = payload as Record<string, unknown>
  const number = typeof phoneNumber === 'string' ? phoneNumber : ''
  return {
    ...rest,
    phoneNumber: seesPhones ? phoneNumber : maskPhoneNumber(number),
    message: seesTexts ? message : null,
    /** The caller's own word for it, which may be a number. */
    ...(correlationId !== undefined && { correlationId: seesPhones ? correlationId : null }),
  }
}
