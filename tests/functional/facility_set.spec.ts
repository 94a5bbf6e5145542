import { test } from '@japa/runner'
import { aFacility } from '#tests/helpers/arrange'
import { auditTrail } from '#tests/helpers/audit_trail'
import { withCleanDatabase } from '#tests/helpers/database'
import { runAce } from '#tests/helpers/run_ace'

test.group('facility:set', (group) => {
  withCleanDatabase(group)

  test('sets, shows and removes how texts name a facility', async ({ assert }) => {
    await aFacility({ code: 'CSI-1', name: 'Le Jourdain', language: 'fr' })
    const shown = await runAce(['facility:set', 'CSI-1'])
    assert.match(shown.stdout, /in texts \(fr\)\s+au Jourdain/)
    assert.isEmpty(await auditTrail())

    const names = ['--short-name=Jourdain', '--at= chez  les sœurs']
    const set = await runAce(['facility:set', 'CSI-1', ...names, '--json'])
    assert.containSubset(JSON.parse(set.stdout), {
      short_name: 'Jourdain',
      at_phrase: 'chez les sœurs',
    })
    const removed = await runAce(['facility:set', 'CSI-1', '--at=-', '--json'])
    assert.containSubset(JSON.parse(removed.stdout), { short_name: 'Jourdain', at_phrase: null })
    const actions = (await auditTrail()).map(({ action }) => action)
    assert.deepEqual(actions, ['facility_named', 'facility_named'])
  })

  test('refuses what does not fit, and a code that nobody has', async ({ assert }) => {
    await aFacility({ code: 'CSI-1' })
    const long = await runAce(['facility:set', 'CSI-1', `--short-name=${'x'.repeat(61)}`])
    assert.equal(long.code, 1)
    assert.include(long.stdout + long.stderr, 'has 61 characters, at most 60 fit')
    assert.equal((await runAce(['facility:set', 'CSI-2'])).code, 3)
  })
})
