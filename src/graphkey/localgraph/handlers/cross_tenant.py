"""
Cross-tenant access: resetToSystemDefault, resetToDefaultSettings of the templates, restore of partners and of their
user synchronization; and that a default which was changed is the service's no more.

A synchronization that is deleted goes to the deleted items under its partner's tenant id; it comes back only below a
partner that is there. docs/explanation/fidelity.md lists what no page says.

Source: https://learn.microsoft.com/graph/api/crosstenantaccesspolicyconfigurationdefault-resettosystemdefault,
multitenantorganizationpartnerconfigurationtemplate-resettodefaultsettings, crosstenantaccesspolicyconfigurationpartner-restore,
crosstenantidentitysyncpolicypartner-restore
"""

from graphkey.localgraph.call import Call, Handlers
from graphkey.localgraph.content import read_object
from graphkey.localgraph.handlers.bound import binding_place, entity_response
from graphkey.localgraph.handlers.generic import check_precondition, place_of
from graphkey.localgraph.problems import conflict, not_found
from graphkey.localgraph.resources.changes import change_entity, document_at, restore
from graphkey.localgraph.resources.entities import date_text
from graphkey.localgraph.resources.special import DELETED_ITEMS
from graphkey.localgraph.storage.store import TenantWriter
from graphkey.wire import Document, Response

_POLICY = "/policies/crossTenantAccessPolicy"
_PARTNER = f"{_POLICY}/partners/{{crossTenantAccessPolicyConfigurationPartner-tenantId}}"
_DELETED_PARTNER = "/policies/deletedItems/crossTenantPartners/{crossTenantAccessPolicyConfigurationPartner-tenantId}"
_DELETED_SYNC = "/policies/deletedItems/crossTenantSyncPolicyPartners/{crossTenantIdentitySyncPolicyPartner-tenantId}"
_PARTNER_TYPE = "crossTenantAccessPolicyConfigurationPartner"
_SYNC_TYPE = "crossTenantIdentitySyncPolicyPartner"
_PARTNERS = "/policies/crosstenantaccesspolicy/partners"
_SYNCS = "/policies/deleteditems/crosstenantsyncpolicypartners"
_TEMPLATES = ("multiTenantOrganizationIdentitySynchronization", "multiTenantOrganizationPartnerConfiguration")


def update_default(call: Call) -> Response:
    """Change the default configuration; it is the tenant's own from then on."""
    check_precondition(call)
    place = place_of(call)
    body = read_object(call.request)
    with call.store.writing() as writer:
        document = change_entity(call, writer, place, body)
        writer.put(place.path, {**document, "isServiceDefault": False})
    return Response(204)


def reset(call: Call) -> Response:
    """Bring back what every tenant has at first."""
    with call.store.writing() as writer:
        place = binding_place(call, writer)
        writer.delete(place.path)
    return Response(204)


def restore_partner(call: Call) -> Response:
    """Bring a deleted partner back, with what was below it."""
    with call.store.writing() as writer:
        place = binding_place(call, writer)
        path = restore(writer, f"{DELETED_ITEMS[_PARTNERS]}/{place.path.rpartition('/')[2]}")
        document = writer.read(path) or {}
    return entity_response(call, _PARTNER, _PARTNER_TYPE, document)


def delete_synchronization(call: Call) -> Response:
    """Move a partner's synchronization to the deleted items."""
    check_precondition(call)
    place = place_of(call)
    with call.store.writing() as writer:
        document = document_at(writer, call, place)
        writer.delete(place.path)
        writer.put(_twin(place.path), {**document, **_times(call)})
    return Response(204)


def restore_synchronization(call: Call) -> Response:
    """Bring a deleted synchronization back to its partner."""
    with call.store.writing() as writer:
        tenant = _tenant(call)
        buried = f"{_SYNCS}/{tenant}"
        document = writer.read(buried)
        if document is None:
            raise not_found(tenant)
        if writer.read(f"{_PARTNERS}/{tenant}") is None:
            raise not_found(f"partners/{tenant}")
        _bring_back(writer, buried, f"{_PARTNERS}/{tenant}/identitysynchronization", document)
    return entity_response(call, f"{_PARTNER}/identitySynchronization", _SYNC_TYPE, document)


def _bring_back(writer: TenantWriter, buried: str, path: str, document: Document) -> None:
    if not writer.insert(path, {name: value for name, value in document.items() if name != "deletedDateTime"}):
        raise conflict("The partner has a synchronization already.")
    writer.delete(buried)


def _tenant(call: Call) -> str:
    """Return the partner's tenant id, in canonical form."""
    return next(iter(call.ids.values())).lower()


def _twin(path: str) -> str:
    return f"{_SYNCS}/{path.split('/')[-2]}"


def _times(call: Call) -> Document:
    tenant = next(iter(call.ids.values()))
    return {"tenantId": tenant, "deletedDateTime": date_text(call.now)}


HANDLERS: Handlers = {
    ("PATCH", f"{_POLICY}/default"): update_default,
    ("POST", f"{_POLICY}/default/resetToSystemDefault"): reset,
    **{("POST", f"{_POLICY}/templates/{name}/resetToDefaultSettings"): reset for name in _TEMPLATES},
    ("POST", f"{_PARTNER}/restore"): restore_partner,
    ("POST", f"{_DELETED_PARTNER}/restore"): restore_partner,
    ("DELETE", f"{_PARTNER}/identitySynchronization"): delete_synchronization,
    ("POST", f"{_PARTNER}/identitySynchronization/restore"): restore_synchronization,
    ("POST", f"{_DELETED_PARTNER}/identitySynchronization/restore"): restore_synchronization,
    ("POST", f"{_DELETED_SYNC}/restore"): restore_synchronization,
}
