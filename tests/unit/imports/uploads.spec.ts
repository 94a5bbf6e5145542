import { Readable } from 'node:stream'
import { readdir, readFile } from 'node:fs/promises'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { AcceptUpload } from '#imports/uploads/accept_upload'
import { ConfirmUpload } from '#imports/uploads/confirm_upload'
import { FindUploads } from '#imports/uploads/find_uploads'
import { StopUpload } from '#imports/uploads/stop_upload'
import { TidyUploads } from '#imports/uploads/tidy_uploads'
import { UploadFolder } from '#imports/uploads/upload_folder'
import { UploadLease } from '#imports/uploads/upload_lease'
import { WorkOffUploads } from '#imports/uploads/work_off_uploads'
import { EraseFromFiles } from '#erasure/erase_from_files'
import { auditTrail } from '#tests/helpers/audit_trail'
import { countOf, withCleanDatabase } from '#tests/helpers/database'
import { anEngine, type EngineOptions } from '#tests/helpers/engine'
import { aRow, csv } from '#tests/helpers/imports'
import { listeningClient, planOf } from '#tests/helpers/query_plans'
import { secondConnection } from '#tests/helpers/second_connection'
import { aFolder } from '#tests/helpers/test_folder'

const actor = 'user:1'
const never = () => new Promise<void>(() => {})

/** Every third row is rejected. */
const rows = (count: number) =>
  Array.from({ length: count }, (_, n) =>
    aRow({
      patient_ref: `P-${n}`,
      caregiver_phone: n % 3 === 2 ? '12' : `+23769000${String(n).padStart(4, '0')}`,
    })
  )

/** A process that takes uploads and works them off, a few rows at a time. */
async function aProcess({ folder, ...parts }: EngineOptions & { folder?: UploadFolder } = {}) {
  const { resolver, clock } = await anEngine(parts)
  const own = folder ?? new UploadFolder(await aFolder())
  resolver.bindValue(UploadFolder, own)
  const accept = await resolver.make(AcceptUpload)
  const worker = await resolver.make(WorkOffUploads)
  return {
    clock,
    folder: own,
    accept: async (content: string, name = 'mai.csv') =>
      accept.run(await own.receive(Readable.from([Buffer.from(content)])), { name, actor }),
    run: (options: Parameters<WorkOffUploads['run']>[0] = {}) =>
      worker.run({ batchSize: 3, ...options }),
    confirm: await resolver.make(ConfirmUpload),
    stop: await resolver.make(StopUpload),
    find: await resolver.make(FindUploads),
    tidy: await resolver.make(TidyUploads),
    erase: await resolver.make(EraseFromFiles),
  }
}

/** A process with an upload that somebody has confirmed. */
async function confirmed(content: string, parts: Parameters<typeof aProcess>[0] = {}) {
  const process = await aProcess(parts)
  const { upload } = await process.accept(content)
  await process.run()
  await process.confirm.run({ id: upload.id, actor: 'user:2' })
  return { ...process, id: upload.id }
}

const filesOf = async ({ path }: UploadFolder) =>
  (await readdir(path)).filter((name) => name !== 'folder-id')

test.group('An upload', (group) => {
  withCleanDatabase(group)

  test('is checked, and imported once somebody confirms it', async ({ assert }) => {
    const { accept, run, confirm, find, folder } = await aProcess()
    const { upload } = await accept(csv(...rows(9)))
    assert.include(upload, { status: 'checking', name: 'mai.csv', actor })
    assert.equal(await run(), 1)
    const ready = await find.byId(upload.id)
    assert.containSubset(ready, {
      status: 'ready',
      preview: { rows: 9, rejected: 3, imported: { created: 6, updated: 0 } },
    })
    assert.deepInclude(ready!.preview!.planned, {
      type: '1_day_reminder',
      day: '2026-03-16',
      reminders: 6,
      sms: 6,
    })
    assert.equal(await countOf('patients'), 0)
    assert.equal(await run(), 0, 'it waits for somebody')

    await confirm.run({ id: upload.id, actor: 'user:2' })
    assert.isNull(await confirm.run({ id: upload.id, actor: 'user:3' }))
    assert.equal(await run(), 1)
    assert.containSubset(await find.byId(upload.id), {
      status: 'done',
      confirmedBy: 'user:2',
      created: 6,
      rejected: 3,
      preview: null,
      hasRejectedFile: true,
    })
    assert.equal(await countOf('patients'), 6)
    const started = (await auditTrail()).find(({ action }) => action === 'import_started')
    assert.equal(started!.actor, 'user:2')
    assert.lengthOf(await filesOf(folder), 1)
  })

  test('goes on where a process was killed, once its lease is over', async ({ assert }) => {
    const { run, find, clock, folder, id } = await confirmed(csv(...rows(12)))
    let batches = 0
    void run({ onBatch: () => (++batches === 2 ? never() : undefined) })
    while (batches < 2) await new Promise((resolve) => setImmediate(resolve))
    assert.equal(await countOf('patients'), 4)
    /** Somebody corrects a row that is written already. */
    await db.from('patients').where('external_ref', 'P-0').update({ first_name: 'Corrected' })

    const next = await aProcess({ clock, folder })
    assert.equal(await next.run(), 0, 'somebody else has it')
    clock.advance({ minutes: 10 })
    assert.equal(await next.run(), 1)
    assert.containSubset(await find.byId(id), {
      status: 'done',
      rows: 12,
      created: 8,
      updated: 0,
      unchanged: 0,
      rejected: 4,
    })
    assert.equal(await countOf('patients'), 8)
    const patient = await db.from('patients').where('external_ref', 'P-0').first()
    assert.equal(patient.first_name, 'Corrected', 'what was written is not written again')
    const { rejected_file: file } = (await find.stored(id))!
    const rejected = await readFile(folder.pathOf(file!), 'utf8')
    assert.lengthOf(rejected.match(/is not a possible number/g)!, 4)
  })

  test('is not imported by a process that lost it while it stood still', async ({ assert }) => {
    const { run, find, clock, folder, id } = await confirmed(csv(...rows(12)))
    const next = await aProcess({ clock, folder })
    let isFirst = true
    await run({
      onBatch: async () => {
        if (!isFirst) return
        isFirst = false
        clock.advance({ minutes: 10 })
        assert.equal(await next.run(), 1)
      },
    })
    assert.containSubset(await find.byId(id), { status: 'done', created: 8, rejected: 4 })
  })

  test('is worked off once by two processes at the same time', async ({ assert }) => {
    const other = await secondConnection()
    const left = await confirmed(csv(...rows(30)))
    const right = await aProcess({ db: other.db, folder: left.folder })
    const worked = await Promise.all([left.run(), right.run()])
    await other.close()
    assert.equal(worked[0] + worked[1], 1)
    assert.containSubset(await left.find.byId(left.id), { status: 'done', created: 20 })
  })

  test('is left alone by processes that do not see its folder', async ({ assert }) => {
    const { accept, find } = await aProcess()
    const { upload } = await accept(csv(...rows(3)))
    const elsewhere = await aProcess()
    assert.equal(await elsewhere.run(), 0)
    assert.equal((await find.byId(upload.id))!.status, 'checking')
  })

  test('imports nothing after the commit of a stop, and keeps what was rejected', async ({
    assert,
  }) => {
    const { run, stop, find, folder, id } = await confirmed(csv(...rows(12)))
    let batches = 0
    await run({
      onBatch: async () => {
        if (++batches === 2) await stop.run({ id, actor, as: 'stopped' })
      },
    })
    assert.include(await find.byId(id), { status: 'stopped', endedBy: actor, created: 4 })
    assert.equal(await countOf('patients'), 4)
    assert.isNull(await stop.run({ id, actor, as: 'stopped' }), 'it had ended')
    const ended = (await auditTrail()).findLast(({ action }) => action === 'import_ended')
    assert.equal(ended!.detail.outcome, 'stopped')
    const [file, ...others] = await filesOf(folder)
    assert.lengthOf(others, 0)
    assert.equal((await find.stored(id))!.rejected_file, file)
  })

  test('is given back by a process that is told to end', async ({ assert }) => {
    const { run, find, id } = await confirmed(csv(...rows(12)))
    const end = new AbortController()
    await run({ signal: end.signal, onBatch: () => end.abort() })
    assert.include(await find.byId(id), { status: 'running', created: 2 })
    assert.equal(await run(), 1)
    assert.include(await find.byId(id), { status: 'done', created: 8, unchanged: 0 })
  })

  test('is given up after batches that fail five times', async ({ assert }) => {
    const { run, find, clock, folder, id } = await confirmed(csv(...rows(2)))
    for (let n = 0; n < 5; n++) {
      await run({
        onBatch: () => {
          throw new Error('the disk is full')
        },
      })
      clock.advance({ minutes: 10 })
    }
    assert.equal((await find.byId(id))!.status, 'failed')
    assert.equal(await run(), 0)
    assert.lengthOf(
      (await filesOf(folder)).filter((name) => !name.includes('rejected')),
      0
    )
  })

  test('with the same content is taken once, even at the same time', async ({ assert }) => {
    const { accept, folder } = await aProcess()
    const taken = await Promise.all([1, 2, 3].map(() => accept(csv(...rows(3)))))
    assert.lengthOf(
      taken.filter(({ isNew }) => isNew),
      1
    )
    assert.equal(new Set(taken.map(({ upload }) => upload.id)).size, 1)
    assert.lengthOf(await filesOf(folder), 1)
  })

  test('that nobody decides about, and the files of others, go after their time', async ({
    assert,
  }) => {
    const { accept, run, confirm, tidy, find, clock, folder } = await aProcess()
    const done = await accept(csv(...rows(3)))
    await run()
    await confirm.run({ id: done.upload.id, actor })
    await run()
    const open = await accept(csv(...rows(6)))
    await run()
    await folder.receive(Readable.from(['left behind by a process that died']))

    clock.advance({ days: 6 })
    await tidy.run({ dryRun: false })
    assert.include(await find.byId(open.upload.id), { status: 'ready' })
    assert.include(await find.byId(done.upload.id), { hasRejectedFile: true })

    clock.advance({ days: 365 * 10 })
    assert.equal(await tidy.run({ dryRun: true }), 1)
    assert.equal(await tidy.run({ dryRun: false }), 1)
    assert.include(await find.byId(open.upload.id), { status: 'discarded', endedBy: 'cleanup' })
    assert.lengthOf(await filesOf(folder), 0)
  })

  test('is claimed along its index, however many have ended', async ({ assert }) => {
    const { resolver } = await anEngine()
    resolver.bindValue(UploadFolder, new UploadFolder(await aFolder()))
    const { client, statements } = listeningClient()
    const lease = await resolver.make(UploadLease)
    await lease.claim(client)
    assert.lengthOf(statements, 1)
    assert.notMatch(await planOf(statements[0]), /SCAN import_uploads|Seq Scan/)
  })

  test('loses the rows of a person who is erased before somebody decides', async ({ assert }) => {
    const { accept, erase, folder } = await aProcess()
    await accept(csv(...rows(3)))
    const wanted = { reference: 'P-1', name: null }
    const result = await erase.run(wanted as any, { numbers: [] }, { dryRun: false })
    assert.equal(result.rows, 1)
    const [file] = await filesOf(folder)
    const left = await readFile(folder.pathOf(file), 'utf8')
    assert.include(left, 'P-0,')
    assert.notInclude(left, 'P-1,')
  })
})
