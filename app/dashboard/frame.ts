import app from '@adonisjs/core/services/app'
import type { HttpContext } from '@adonisjs/core/http'
import { Clock } from '#app/clock'
import { LANGUAGES } from '#access/languages'
import { attentionInWords } from '#dashboard/attention_in_words'
import { environmentBadge } from '#dashboard/environment_badge'
import { navigationFor } from '#dashboard/navigation'
import { sendingStateInWords } from '#dashboard/sending_state_in_words'
import { zoneInWords } from '#dashboard/zone_in_words'
import { GatewayConfig } from '#gateways/define_config'
import { PageService } from '#services/page_service'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import type User from '#models/user'

/** Gives the templates of a request what stands around each page. */
export function shareFrame({ auth, i18n, request, view }: HttpContext): void {
  const { user } = auth.use('desk')
  const path = request.url()
  view.share({
    i18n,
    path,
    address: request.url(true),
    user,
    otherLanguages: LANGUAGES.filter((language) => language !== i18n.locale),
    /** Awaited by the layout: a redirect or a fragment does not need it. */
    frame: () => readFrame(user, path, i18n),
  })
}

async function readFrame(user: User | undefined, path: string, i18n: HttpContext['i18n']) {
  const { container } = app
  const { text, timezone } = await container.make(SmsSchedulerConfig)
  const clock = await container.make(Clock)
  const now = clock.now()
  const frame = {
    badge: environmentBadge(await container.make(GatewayConfig)),
    programme: text.programme,
    zone: zoneInWords(now.setZone(timezone)),
  }
  if (!user) return frame
  const service = await container.make(PageService)
  const state = await service.sendingState()
  const attention = attentionInWords(await service.countAttention(), i18n)
  const names = await service.nameActors(state.state === 'paused' ? [state.pause.pausedBy] : [])
  return {
    ...frame,
    navigation: navigationFor(user.role, path, { attention }),
    sending: sendingStateInWords(state, { names, now, timezone, i18n }),
    updatedAt: now.setZone(timezone).setLocale(i18n.locale).toFormat('HH:mm'),
    now: now.toISO(),
    timezone,
  }
}
