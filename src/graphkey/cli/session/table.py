"""
The one table of session commands: name, where its code is, and what it takes.

Source: learn.microsoft.com/powershell/module/microsoft.graph.authentication, a page for each command; parameter sets, positions
and aliases from there and from Microsoft.Graph.Authentication's own source (microsoftgraph/msgraph-sdk-powershell).
Rule: `cli/main` knows these names by heart, to choose this path without importing it; a test holds the two together.
"""

from graphkey.catalog.parameters import Parameter
from graphkey.cli.session.model import SessionCommand

_USER, _CERTIFICATE, _IDENTITY = "UserParameterSet", "AppCertificateParameterSet", "IdentityParameterSet"
_SECRET, _TOKEN, _VARIABLES = (
    "AppSecretCredentialParameterSet",
    "AccessTokenParameterSet",
    "EnvironmentVariableParameterSet",
)  # fmt: skip
_CONNECT_SETS = (_USER, _CERTIFICATE, _IDENTITY, _SECRET, _TOKEN, _VARIABLES)
_OUTWARD = ("Proxy", "ProxyCredential", "ProxyUseDefaultCredentials", "Break")


def _p(
    name: str, says: str, type_: str = "String", *, sets: tuple[str, ...] = (), required: bool = False, many: bool = False,
    secret: bool = False, aliases: tuple[str, ...] = (), choices: tuple[str, ...] = (), pipeline: bool = False,
) -> Parameter:  # fmt: skip
    return Parameter(
        name, "setting", type=type_, many=many, required=required, aliases=aliases, pipeline=pipeline, secret=secret,
        sets=sets, says=says, choices=choices,
    )  # fmt: skip


_APP = "-TenantId contoso.onmicrosoft.com -ClientId 11111111-2222-3333-4444-555555555555"
_ENVIRONMENT_NAME = "Name of the environment."
_ENDPOINTS = (
    _p("AzureADEndpoint", "Root that gives the tokens, https and without path.", aliases=("AzureADUrl",)),
    _p("GraphEndpoint", "Root of Graph, https and without path.", aliases=("GraphUrl",)),
)
_CONTEXT_OUT = ("Name, ClientId, TenantId, Scopes, AuthType, … of a context",)
_ENVIRONMENT_OUT = ("Name, AzureADEndpoint, GraphEndpoint, Type",)

COMMANDS = (
    SessionCommand(
        "Connect-MgGraph",
        "connecting:connect_graph",
        "Sign in, and make that account the one that commands go on with. What is kept is a named context: who, where, and where "
        "the secret is, never the secret itself. There is no application by default: register your own and give -ClientId.",
        (
            _p(
                "Scopes", "Delegated permissions to ask for; without it all that are granted.", many=True, sets=(_USER,)
            ),
            _p(
                "TenantId",
                "GUID or domain name of the tenant.",
                aliases=("Audience", "Tenant"),
                sets=(_USER, _CERTIFICATE, _SECRET),
            ),
            _p(
                "ClientId",
                "Application (client) ID of your app registration.",
                aliases=("AppId", "ApplicationId"),
                sets=(_USER, _CERTIFICATE, _IDENTITY, _SECRET),
            ),
            _p(
                "UseDeviceCode",
                "Sign in on another device instead of in a browser here.",
                "Switch",
                aliases=("UseDeviceAuthentication", "DeviceCode", "DeviceAuth", "Device"),
                sets=(_USER,),
            ),
            _p("LoginHint", "User name to sign in with.", sets=(_USER,)),
            _p(
                "Certificate", "Where the certificate with its key is: file:PATH of a PFX or PEM.", sets=(_CERTIFICATE,)
            ),
            _p("CertificatePassword", "Where the password of -Certificate is, by reference.", sets=(_CERTIFICATE,)),
            _p(
                "CertificateThumbprint",
                "SHA-1 thumbprint of a certificate in .NET's store of this user.",
                sets=(_CERTIFICATE,),
            ),
            _p(
                "CertificateSubjectName",
                "Subject of a certificate in that store.",
                aliases=("CertificateSubject", "CertificateName"),
                sets=(_CERTIFICATE,),
            ),
            _p(
                "SendCertificateChain",
                "Send the chain along (subject name and issuer).",
                "Boolean",
                sets=(_CERTIFICATE,),
            ),
            _p(
                "Identity",
                "Sign in as the Azure resource that this runs on.",
                "Switch",
                required=True,
                aliases=("ManagedIdentity", "ManagedServiceIdentity", "MSI"),
                sets=(_IDENTITY,),
            ),
            _p(
                "ClientSecretCredential",
                "Where the client secret is: env:NAME, file:PATH, keyring:SERVICE/NAME, cmd:PROGRAM. "
                "The application goes into -ClientId.",
                required=True,
                aliases=("SecretCredential", "Credential"),
                sets=(_SECRET,),
            ),
            _p("AccessToken", "Where a token that you have already is, by reference.", required=True, sets=(_TOKEN,)),
            _p(
                "EnvironmentVariable",
                "Sign in with AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, "
                "AZURE_CLIENT_CERTIFICATE_PATH or AZURE_FEDERATED_TOKEN_FILE.",
                "Switch",
                required=True,
                sets=(_VARIABLES,),
            ),
            _p(
                "Environment",
                "Cloud to connect to; Get-MgEnvironment lists them.",
                aliases=("EnvironmentName", "NationalCloud"),
            ),
            _p(
                "ContextScope",
                "CurrentUser (default) keeps the access token between runs; Process does not.",
                choices=("CurrentUser", "Process"),
                sets=(_USER, _CERTIFICATE, _IDENTITY, _SECRET, _VARIABLES),
            ),
            _p("ClientTimeout", "Seconds that one try of a request may take; kept with the context.", "Int32"),
            _p("NoWelcome", "Print no welcome.", "Switch"),
            _p("Context", "Name for the context, instead of the tenant's; alone it chooses one that exists."),
            _p("Replace", "Replace a context of this name that has other settings.", "Switch"),
        ),
        sets=_CONNECT_SETS,
        positions=("Scopes", "TenantId"),
        common=_OUTWARD,
        aliases=("Connect-Graph",),
        outputs=("nothing",),
        examples=(
            f"Connect-MgGraph {_APP} -Scopes Policy.Read.All -UseDeviceCode",
            f"Connect-MgGraph {_APP} -ClientSecretCredential env:APP_SECRET",
            "Connect-MgGraph -Identity",
            "Connect-MgGraph -Context prod",
        ),
    ),
    SessionCommand(
        "Disconnect-MgGraph",
        "connecting:disconnect_graph",
        "Forget the token kept for the current context, and choose none. The context stays; Connect-MgGraph -Context NAME takes "
        "it up again.",
        aliases=("Disconnect-Graph",),
        outputs=_CONTEXT_OUT,
        examples=("Disconnect-MgGraph",),
    ),
    SessionCommand(
        "Get-MgContext",
        "contexts:get_context",
        "Show the context that commands use now. Scopes and account come from the token that is kept, if there is one; nobody is "
        "signed in for it.",
        outputs=_CONTEXT_OUT,
        examples=("Get-MgContext", "Get-MgContext -Query Scopes"),
    ),
    SessionCommand(
        "Get-MgEnvironment",
        "environments:get_environment",
        "List the clouds that -Environment knows, Microsoft's and your own.",
        (_p("Name", _ENVIRONMENT_NAME, pipeline=False),),
        positions=("Name",),
        outputs=_ENVIRONMENT_OUT,
        examples=("Get-MgEnvironment", "Get-MgEnvironment China"),
    ),
    SessionCommand(
        "Add-MgEnvironment",
        "environments:add_environment",
        "Add a cloud of your own.",
        (_p("Name", _ENVIRONMENT_NAME, required=True), *(one._replace(required=True) for one in _ENDPOINTS)),
        positions=("Name", "AzureADEndpoint", "GraphEndpoint"),
        common=("WhatIf", "Confirm"),
        outputs=_ENVIRONMENT_OUT,
        examples=(
            "Add-MgEnvironment -Name Canary -GraphEndpoint https://canary.graph.microsoft.com -AzureADEndpoint https://login.microsoftonline.com",
        ),
    ),
    SessionCommand(
        "Set-MgEnvironment",
        "environments:set_environment",
        "Change the roots of a cloud of your own; contexts that use it follow.",
        (_p("Name", _ENVIRONMENT_NAME, required=True), *_ENDPOINTS),
        positions=("Name", "AzureADEndpoint", "GraphEndpoint"),
        common=("WhatIf", "Confirm"),
        outputs=_ENVIRONMENT_OUT,
        examples=("Set-MgEnvironment -Name Canary -GraphEndpoint https://canary2.graph.microsoft.com",),
    ),
    SessionCommand(
        "Remove-MgEnvironment",
        "environments:remove_environment",
        "Remove a cloud of your own that no context uses.",
        (
            _p("Name", _ENVIRONMENT_NAME, required=True),
            _p("PassThru", "Print the environment that is removed.", "Switch"),
        ),
        positions=("Name",),
        common=("WhatIf", "Confirm"),
        outputs=("nothing",),
        examples=("Remove-MgEnvironment Canary",),
    ),
    SessionCommand(
        "Get-MgRequestContext",
        "request_context:get_request_context",
        "Show how long a request of the current context may take and how often it is repeated.",
        outputs=("ClientTimeout, RetryDelay, MaxRetry, RetriesTimeLimit",),
        examples=("Get-MgRequestContext",),
    ),
    SessionCommand(
        "Set-MgRequestContext",
        "request_context:set_request_context",
        "Change that, for the current context and from the next command on. At 0, -RetriesTimeLimit falls back to 300 seconds.",
        (
            _p(
                "RetryDelay",
                "Seconds before the first repeat where the service names none, 0 to 180; doubles.",
                "Int32",
            ),
            _p("MaxRetry", "Repeats of one request, 0 to 10.", "Int32"),
            _p("RetriesTimeLimit", "Seconds that all waits of one request may take together.", "Int32"),
            _p("ClientTimeout", "Seconds that one try may take.", "Int32"),
        ),
        common=("WhatIf", "Confirm"),
        outputs=("ClientTimeout, RetryDelay, MaxRetry, RetriesTimeLimit",),
        examples=("Set-MgRequestContext -MaxRetry 10 -RetryDelay 1",),
    ),
    SessionCommand(
        "Invoke-MgGraphRequest",
        "invoking:invoke_request",
        "Send any request to Graph. The token goes to the context's Graph and nowhere else.",
        (
            _p(
                "Method",
                "GET (default), POST, PUT, PATCH or DELETE.",
                choices=("GET", "POST", "PUT", "PATCH", "DELETE"),
            ),
            _p(
                "Uri",
                "A path such as /v1.0/identity/apiConnectors, or a whole URL of the context's Graph.",
                required=True,
            ),
            _p(
                "Body",
                "JSON, a hash literal, text, @FILE or -. On a GET its keys become the query.",
                "Object",
                pipeline=True,
            ),
            _p("InputFilePath", "A file to send as it is; its type goes into -ContentType."),
            _p("ContentType", "Type of the body; application/json for documents."),
            _p("OutputFilePath", "File for the answer's body; an old one is replaced in one step."),
            _p("InferOutputFileName", "The same, named as the service names it, in this folder.", "Switch"),
            _p("PassThru", "Print the answer as well as writing it to a file.", "Switch"),
            _p("StatusCodeVariable", "Print NAME=STATUS on standard error."),
            _p("SkipHttpErrorCheck", "Print an error's answer like any other, and exit 0.", "Switch"),
            _p(
                "OutputType",
                "HashTable (default), PSObject, Json: the document; HttpResponseMessage: status and headers too.",
                choices=("HashTable", "PSObject", "HttpResponseMessage", "Json"),
            ),
            _p("UserAgent", "Sent in place of graphkey's own."),
            _p("Token", "Refused: choose the account by -Context, or Connect-MgGraph -AccessToken."),
            _p("SkipHeaderValidation", "Refused: a header that is none is not sent.", "Switch"),
            _p("Authentication", "Refused: a context says how to sign in."),
            _p("SessionVariable", "Refused: there is no session to keep a variable in.", aliases=("SV",)),
            _p("GraphRequestSession", "Refused: there is no session to keep a variable in."),
        ),
        sets=(_USER,),
        positions=("Method", "Uri", "Body", "Headers", "OutputFilePath"),
        common=(
            "Headers",
            "ResponseHeadersVariable",
            "Context",
            "Local",
            "WhatIf",
            "Confirm",
            "AsIs",
            "SkipPfxCheck",
            *_OUTWARD,
        ),
        aliases=("Invoke-GraphRequest",),
        outputs=("what the service answers",),
        examples=(
            "Invoke-MgGraphRequest GET /v1.0/identity/apiConnectors -Local",
            "Invoke-MgGraphRequest -Uri /beta/identity/b2xUserFlows -Body '{\"$top\": 5}' -Local",
        ),
    ),
    SessionCommand(
        "Find-MgGraphCommand",
        "finding:find_command",
        "Find commands by name, pattern or URI, with what they call and which permissions they need.",
        (
            _p(
                "Command",
                "A name, or a regular expression that a whole name fits; case does not count.",
                many=True,
                required=True,
                sets=("FindByCommand",),
            ),
            _p(
                "Uri",
                "A path of Graph, with ids or placeholders; version and host may stand before it; .* is any text.",
                many=True,
                required=True,
                sets=("FindByUri",),
                pipeline=False,
            ),
            _p("Method", "GET, POST, PUT, PATCH or DELETE.", choices=("GET", "POST", "PUT", "PATCH", "DELETE")),
            _p("ApiVersion", "v1.0 or beta; both when left out.", choices=("v1.0", "beta"), aliases=("Profile",)),
        ),
        sets=("FindByUri", "FindByCommand"),
        positions=("Uri",),
        outputs=("Command, APIVersion, Method, URI, OutputType, Permissions, Variants",),
        examples=(
            "Find-MgGraphCommand -Command .*ConditionalAccessPolicy",
            "Find-MgGraphCommand -Uri /identity/apiConnectors/{id} -ApiVersion beta",
            "Find-MgGraphCommand -Command Get-MgIdentityApiConnector -Query '[].Permissions[].Name'",
        ),
    ),
    SessionCommand(
        "Find-MgGraphPermission",
        "finding:find_permission",
        "Find permissions by a word of their names, and say who has to consent.",
        (
            _p("SearchString", "A word or a part of one; case does not count.", required=True, sets=("Search",)),
            _p("ExactMatch", "The name is exactly that.", "Switch", sets=("Search",)),
            _p(
                "PermissionType",
                "Any (default), Delegated or Application.",
                choices=("Any", "Delegated", "Application"),
            ),
            _p("All", "Every permission.", "Switch", required=True, sets=("All",)),
            _p("Online", "Refused: what is known is in the catalog; nobody is asked.", "Switch"),
        ),
        sets=("Search", "All"),
        positions=("SearchString",),
        outputs=("Name, PermissionType, Consent, PrivilegeLevel",),
        examples=(
            "Find-MgGraphPermission apiconnectors",
            "Find-MgGraphPermission User.Read -ExactMatch -PermissionType Delegated",
        ),
    ),
)
"""Every session command, in the order of Microsoft's index."""
