import { inject } from '@adonisjs/core'
import type { PhoneRequest } from '#records/change_phone'
import type { StatusRequest } from '#records/change_status'
import type { NameSearch } from '#records/find_by_name'
import type { ImmunizationFilter } from '#records/list_immunizations'
import type { PatientFilter } from '#records/list_patients'
import type { ImmunizationRequest } from '#records/put_immunization'
import type { RegisterRequest } from '#records/register_records'
import { RunningWork } from '#services/running_work'

/** Patients, immunizations and visits, as other programs and people tell and read them. */
@inject()
export class RecordService {
  constructor(private readonly work: RunningWork) {}

  /** Up to 1,000 records, each with its own result. */
  register(request: RegisterRequest) {
    return this.work.perform(
      () => import('#records/register_records').then(({ RegisterRecords }) => RegisterRecords),
      (register) => register.run(request)
    )
  }

  putImmunization(request: ImmunizationRequest) {
    return this.work.perform(
      () => import('#records/put_immunization').then(({ PutImmunization }) => PutImmunization),
      (put) => put.run(request)
    )
  }

  recordVisit(request: ImmunizationRequest) {
    return this.work.perform(
      () => import('#records/record_visit').then(({ RecordVisit }) => RecordVisit),
      (record) => record.run(request)
    )
  }

  changeStatus(request: StatusRequest) {
    return this.work.perform(
      () => import('#records/change_status').then(({ ChangeStatus }) => ChangeStatus),
      (change) => change.run(request)
    )
  }

  changePhone(request: PhoneRequest) {
    return this.work.perform(
      () => import('#records/change_phone').then(({ ChangePhone }) => ChangePhone),
      (change) => change.run(request)
    )
  }

  listPatients(filter: PatientFilter) {
    return this.work.perform(
      () => import('#records/list_patients').then(({ ListPatients }) => ListPatients),
      (list) => list.run(filter)
    )
  }

  findByName(search: NameSearch) {
    return this.work.perform(
      () => import('#records/find_by_name').then(({ FindByName }) => FindByName),
      (find) => find.run(search)
    )
  }

  /** The doses that are due on a day. */
  listImmunizations(filter: ImmunizationFilter) {
    return this.work.perform(
      () => import('#records/list_immunizations').then((module) => module.ListImmunizations),
      (list) => list.run(filter)
    )
  }

  showImmunization(of: { ref: string; vaccine: string; dose: string }) {
    return this.work.perform(
      () => import('#records/show_immunization').then(({ ShowImmunization }) => ShowImmunization),
      (show) => show.run(of)
    )
  }
}
