# Made by tools/make_stubs.py from the catalog; do not edit.
from typing import Any as _Any, Literal as _Literal, TypeAlias as _TypeAlias, TypedDict as _TypedDict, Unpack as _Unpack

from graphkey.calls import methods as _m

class AccessReviewApplyAction(_m.Document, total=False): ...
class AccessReviewPolicy(_m.Document, total=False):
    id: str
    description: _m.Text
    displayName: str
    isGroupOwnerManagementEnabled: bool
class AccessReviewRecommendationInsightSetting(_m.Document, total=False):
    recommendationLookBackDuration: _m.Text
    signInScope: UserSignInRecommendationScope | None
class AccessReviewReviewerScope(_m.Document, total=False):
    query: _m.Text
    queryRoot: _m.Text
    queryType: _m.Text
    reviewerId: _m.Text
    scopeType: AccessReviewReviewerScopeType | None
AccessReviewReviewerScopeType: _TypeAlias = _Literal["user", "group", "self", "manager", "sponsor", "resourceOwner", "managerOrSponsor", "unknownFutureValue"] | str
class AccessReviewScheduleSettings(_m.Document, total=False):
    applyActions: list[AccessReviewApplyAction]
    autoApplyDecisionsEnabled: _m.Flag
    decisionHistoriesForReviewersEnabled: _m.Flag
    defaultDecision: _m.Text
    defaultDecisionEnabled: _m.Flag
    instanceDurationInDays: _m.Whole
    isAgenticExperienceEnabled: _m.Flag
    justificationRequiredOnApproval: _m.Flag
    mailNotificationsEnabled: _m.Flag
    recommendationInsightSettings: list[AccessReviewRecommendationInsightSetting]
    recommendationLookBackDuration: _m.Text
    recommendationsEnabled: _m.Flag
    recurrence: PatternedRecurrence | None
    reminderNotificationsEnabled: _m.Flag
ActionSource: _TypeAlias = _Literal["manual", "automatic", "recommended", "default"] | str
class ActivateBody(_m.Document, total=False):
    displayName: _m.Text
    verificationCode: _m.Hidden
class ActivityBasedTimeoutPolicy(_m.Document, total=False):
    id: str
    deletedDateTime: str
    description: _m.Text
    displayName: _m.Text
    appliesTo: list[DirectoryObject]
    definition: list[str]
    isOrganizationDefault: _m.Flag
ActivityType: _TypeAlias = _Literal["signin", "user", "unknownFutureValue", "servicePrincipal"] | str
class AddIn(_m.Document, total=False):
    id: str
    properties: list[KeyValue]
    type: _m.Text
class AdminConsentRequestPolicy(_m.Document, total=False):
    id: str
    isEnabled: bool
    notifyReviewers: bool
    remindersEnabled: bool
    requestDurationInDays: int
    reviewers: list[AccessReviewReviewerScope]
    version: int
AdvancedConfigState: _TypeAlias = _Literal["default", "enabled", "disabled", "unknownFutureValue"] | str
AgentIdRiskLevel: _TypeAlias = _Literal["none", "low", "medium", "high", "unknownFutureValue"] | str
class AgentIdentity(_m.Document, total=False):
    id: str
    deletedDateTime: str
    accountEnabled: _m.Flag
    addIns: list[AddIn]
    alternativeNames: list[str]
    appDescription: _m.Text
    appDisplayName: _m.Text
    appId: _m.Text
    appOwnerOrganizationId: _m.Text
    appRoleAssignmentRequired: _m.Flag
    appRoles: list[AppRole]
    applicationTemplateId: _m.Text
    createdByAppId: _m.Text
    customSecurityAttributes: CustomSecurityAttributeValue | None
    description: _m.Text
    disabledByMicrosoftStatus: _m.Text
    displayName: _m.Text
    errorUrl: _m.Text
    homepage: _m.Text
    info: InformationalUrl | None
    isDisabled: _m.Flag
    keyCredentials: list[KeyCredential]
    loginUrl: _m.Text
    logoutUrl: _m.Text
    notes: _m.Text
    notificationEmailAddresses: list[str]
    passwordCredentials: list[PasswordCredential]
    passwordSingleSignOnSettings: PasswordSingleSignOnSettings | None
    preferredSingleSignOnMode: _m.Text
    preferredTokenSigningKeyEndDateTime: _m.Text
    preferredTokenSigningKeyThumbprint: _m.Text
    publishedPermissionScopes: list[PermissionScope]
    publisherName: _m.Text
    replyUrls: list[str]
    samlMetadataUrl: _m.Text
    samlSingleSignOnSettings: SamlSingleSignOnSettings | None
    servicePrincipalNames: list[str]
    servicePrincipalType: _m.Text
    signInAudience: _m.Text
    tags: list[str]
    tokenEncryptionKeyId: _m.Text
    verifiedPublisher: VerifiedPublisher | None
    agentIdentityBlueprintId: _m.Text
    createdDateTime: str
    lifecyclePolicyComplianceState: LifecyclePolicyComplianceState | None
    lifecyclePolicyComplianceStateLastModifiedDateTime: _m.Text
    lifecyclePolicyComplianceStateReason: _m.Text
    lifecyclePolicyNonComplianceDisablementDateTime: _m.Text
    managerApplications: list[str]
class AgentIdentityBlueprintPrincipal(_m.Document, total=False):
    id: str
    deletedDateTime: str
    accountEnabled: _m.Flag
    addIns: list[AddIn]
    alternativeNames: list[str]
    appDescription: _m.Text
    appDisplayName: _m.Text
    appId: _m.Text
    appOwnerOrganizationId: _m.Text
    appRoleAssignmentRequired: _m.Flag
    appRoles: list[AppRole]
    applicationTemplateId: _m.Text
    createdByAppId: _m.Text
    customSecurityAttributes: CustomSecurityAttributeValue | None
    description: _m.Text
    disabledByMicrosoftStatus: _m.Text
    displayName: _m.Text
    errorUrl: _m.Text
    homepage: _m.Text
    info: InformationalUrl | None
    isDisabled: _m.Flag
    keyCredentials: list[KeyCredential]
    loginUrl: _m.Text
    logoutUrl: _m.Text
    notes: _m.Text
    notificationEmailAddresses: list[str]
    passwordCredentials: list[PasswordCredential]
    passwordSingleSignOnSettings: PasswordSingleSignOnSettings | None
    preferredSingleSignOnMode: _m.Text
    preferredTokenSigningKeyEndDateTime: _m.Text
    preferredTokenSigningKeyThumbprint: _m.Text
    publishedPermissionScopes: list[PermissionScope]
    publisherName: _m.Text
    replyUrls: list[str]
    samlMetadataUrl: _m.Text
    samlSingleSignOnSettings: SamlSingleSignOnSettings | None
    servicePrincipalNames: list[str]
    servicePrincipalType: _m.Text
    signInAudience: _m.Text
    tags: list[str]
    tokenEncryptionKeyId: _m.Text
    verifiedPublisher: VerifiedPublisher | None
    lifecyclePolicyComplianceState: LifecyclePolicyComplianceState | None
    lifecyclePolicyComplianceStateLastModifiedDateTime: _m.Text
    lifecyclePolicyComplianceStateReason: _m.Text
    lifecyclePolicyNonComplianceDisablementDateTime: _m.Text
    managerApplications: list[str]
AgentIdentityType: _TypeAlias = _Literal["agentIdentity", "agentUser", "unknownFutureValue", "agentIdentityBlueprintPrincipal", "user", "discoveredAgentIdentity"] | str
class AgentRiskDetection(_m.Document, total=False):
    id: str
    activityDateTime: _m.Text
    additionalInfo: _m.Text
    agentDisplayName: _m.Text
    agentId: _m.Text
    blueprintId: _m.Text
    clientSessionId: _m.Text
    detectedDateTime: _m.Text
    detectionTimingType: RiskDetectionTimingType | None
    displayName: _m.Text
    identityId: _m.Text
    identityType: AgentIdentityType | None
    lastModifiedDateTime: str
    riskDetail: RiskDetail | None
    riskEventType: _m.Text
    riskEvidence: _m.Text
    riskLevel: RiskLevel | None
    riskState: RiskState | None
    signInClientDisplayName: _m.Text
    signInCorrelationId: _m.Text
    signInRequestId: _m.Text
    source: _m.Text
class AgentUser(_m.Document, total=False):
    id: str
    deletedDateTime: str
    aboutMe: _m.Text
    accountEnabled: _m.Flag
    ageGroup: _m.Text
    assignedLicenses: list[AssignedLicense]
    assignedPlans: list[AssignedPlan]
    authorizationInfo: AuthorizationInfo | None
    birthday: _m.Text
    businessPhones: list[str]
    city: _m.Text
    cloudLicensing: CloudLicensingUserCloudLicensing | None
    cloudRealtimeCommunicationInfo: CloudRealtimeCommunicationInfo | None
    companyName: _m.Text
    consentProvidedForMinor: _m.Text
    country: _m.Text
    createdDateTime: str
    creationType: _m.Text
    customSecurityAttributes: CustomSecurityAttributeValue | None
    department: _m.Text
    deviceEnrollmentLimit: _m.Whole
    deviceKeys: list[DeviceKey]
    displayName: _m.Text
    employeeHireDate: _m.Text
    employeeId: _m.Text
    employeeLeaveDateTime: _m.Text
    employeeOrgData: EmployeeOrgData | None
    employeeType: _m.Text
    externalUserState: _m.Text
    externalUserStateChangeDateTime: _m.Text
    faxNumber: _m.Text
    givenName: _m.Text
    hireDate: _m.Text
    identities: list[ObjectIdentity]
    identityGovernance: IdentityGovernanceUserSettings | None
    identityParentId: _m.Text
    imAddresses: list[str]
    infoCatalogs: list[str]
    interests: list[str]
    isLicenseReconciliationNeeded: _m.Flag
    isManagementRestricted: _m.Flag
    isResourceAccount: _m.Flag
    jobTitle: _m.Text
    lastPasswordChangeDateTime: _m.Text
    legalAgeGroupClassification: _m.Text
    licenseAssignmentStates: list[LicenseAssignmentState]
    mail: _m.Text
    mailNickname: _m.Text
    mailboxSettings: MailboxSettings | None
    mobilePhone: _m.Text
    mySite: _m.Text
    officeLocation: _m.Text
    onPremisesDistinguishedName: _m.Text
    onPremisesDomainName: _m.Text
    onPremisesExtensionAttributes: OnPremisesExtensionAttributes | None
    onPremisesImmutableId: _m.Text
    onPremisesLastSyncDateTime: _m.Text
    onPremisesProvisioningErrors: list[OnPremisesProvisioningError]
    onPremisesSamAccountName: _m.Text
    onPremisesSecurityIdentifier: _m.Text
    onPremisesSipInfo: OnPremisesSipInfo | None
    onPremisesSyncEnabled: _m.Flag
    onPremisesUserPrincipalName: _m.Text
    otherMails: list[str]
    passwordPolicies: _m.Text
    passwordProfile: PasswordProfile | None
    pastProjects: list[str]
    postalCode: _m.Text
    preferredDataLocation: _m.Text
    preferredLanguage: _m.Text
    preferredName: _m.Text
    print: UserPrint | None
    provisionedPlans: list[ProvisionedPlan]
    proxyAddresses: list[str]
    refreshTokensValidFromDateTime: _m.Text
    responsibilities: list[str]
    schools: list[str]
    securityIdentifier: _m.Text
    serviceProvisioningErrors: list[ServiceProvisioningError]
    showInAddressList: _m.Flag
    signInActivity: SignInActivity | None
    signInSessionsValidFromDateTime: _m.Text
    skills: list[str]
    state: _m.Text
    streetAddress: _m.Text
    surname: _m.Text
    usageLocation: _m.Text
    userPrincipalName: _m.Text
    userType: _m.Text
class AkamaiAttackGroupActionModel(_m.Document, total=False):
    action: _m.Text
    group: _m.Text
class AkamaiCustomRuleModel(_m.Document, total=False):
    action: _m.Text
    name: _m.Text
    ruleId: _m.Text
class AkamaiRapidRulesModel(_m.Document, total=False):
    defaultAction: _m.Text
    isEnabled: _m.Flag
Alignment: _TypeAlias = _Literal["left", "right", "center"] | str
AllowInvitesFrom: _TypeAlias = _Literal["none", "adminsAndGuestInviters", "adminsGuestInvitersAndAllMembers", "everyone", "unknownFutureValue"] | str
class AlternativeSecurityId(_m.Document, total=False):
    identityProvider: _m.Text
    key: _m.Base64
    type: _m.Whole
class ApiAuthenticationConfigurationBase(_m.Document, total=False):
    password: _m.Hidden
    username: _m.Text
    certificateList: list[Pkcs12CertificateInformation]
    pkcs12Value: _m.Bundle
AppCredentialRestrictionType: _TypeAlias = _Literal["passwordAddition", "passwordLifetime", "symmetricKeyAddition", "symmetricKeyLifetime", "customPasswordAddition", "unknownFutureValue"] | str
AppKeyCredentialRestrictionType: _TypeAlias = _Literal["asymmetricKeyLifetime", "trustedCertificateAuthority", "unknownFutureValue"] | str
class AppManagementApplicationConfiguration(_m.Document, total=False):
    keyCredentials: list[KeyCredentialConfiguration]
    passwordCredentials: list[PasswordCredentialConfiguration]
    audiences: AudiencesConfiguration | None
    identifierUris: IdentifierUriConfiguration | None
    redirectUris: RedirectUriConfiguration | None
class AppManagementPolicy(_m.Document, total=False):
    id: str
    deletedDateTime: str
    description: _m.Text
    displayName: _m.Text
    appliesTo: list[DirectoryObject]
    isEnabled: bool
    restrictions: CustomAppManagementConfiguration | None
class AppManagementPolicyActorExemptions(_m.Document, total=False):
    customSecurityAttributes: list[CustomSecurityAttributeExemption]
AppManagementRestrictionState: _TypeAlias = _Literal["enabled", "disabled", "unknownFutureValue"] | str
class AppManagementServicePrincipalConfiguration(_m.Document, total=False):
    keyCredentials: list[KeyCredentialConfiguration]
    passwordCredentials: list[PasswordCredentialConfiguration]
class AppRole(_m.Document, total=False):
    allowedMemberTypes: list[str]
    description: _m.Text
    displayName: _m.Text
    id: str
    isEnabled: _m.Flag
    origin: _m.Text
    value: _m.Text
class ApplicationEnforcedRestrictionsSessionControl(_m.Document, total=False):
    isEnabled: _m.Flag
ApplicationMode: _TypeAlias = _Literal["manual", "automatic", "recommended"] | str
class ApprovalSettings(_m.Document, total=False):
    approvalMode: _m.Text
    approvalStages: list[ApprovalStage]
    isApprovalRequired: _m.Flag
    isApprovalRequiredForExtension: _m.Flag
    isRequestorJustificationRequired: _m.Flag
class ApprovalStage(_m.Document, total=False):
    approvalStageTimeOutInDays: _m.Whole
    approverInformationVisibility: ApproverInformationVisibility | None
    escalationApprovers: list[UserSet]
    escalationTimeInMinutes: _m.Whole
    isApproverJustificationRequired: _m.Flag
    isEscalationEnabled: _m.Flag
    primaryApprovers: list[UserSet]
    customExtension: CustomCalloutExtension | None
class ApproverDelegate(_m.Document, total=False):
    delegate: UserSet | None
    schedule: RequestSchedule | None
ApproverInformationVisibility: _TypeAlias = _Literal["default", "notVisible", "visible", "unknownFutureValue"] | str
class AssignAndActivateBody(_m.Document, total=False):
    device: HardwareOathTokenAuthenticationMethodDevice | None
    displayName: _m.Text
    verificationCode: _m.Hidden
class AssignAndActivateBySerialNumberBody(_m.Document, total=False):
    displayName: _m.Text
    serialNumber: _m.Text
    verificationCode: _m.Hidden
class AssignedLabel(_m.Document, total=False):
    displayName: _m.Text
    labelId: _m.Text
class AssignedLicense(_m.Document, total=False):
    disabledPlans: list[str]
    skuId: _m.Text
class AssignedPlan(_m.Document, total=False):
    assignedDateTime: _m.Text
    capabilityStatus: _m.Text
    service: _m.Text
    servicePlanId: _m.Text
AssignmentMethod: _TypeAlias = _Literal["standard", "privileged", "auto"] | str
class AssignmentOrder(_m.Document, total=False):
    order: list[str]
AttackSimulationOperationType: _TypeAlias = _Literal["createSimualation", "updateSimulation", "unknownFutureValue"] | str
AttendeeType: _TypeAlias = _Literal["required", "optional", "resource"] | str
AttestationEnforcement: _TypeAlias = _Literal["disabled", "registrationOnly", "unknownFutureValue"] | str
AttestationLevel: _TypeAlias = _Literal["attested", "notAttested", "unknownFutureValue"] | str
class AudienceRestriction(_m.Document, total=False):
    excludeActors: AppManagementPolicyActorExemptions | None
    isStateSetByMicrosoft: bool
    restrictForAppsCreatedAfterDateTime: _m.Text
    state: AppManagementRestrictionState | None
class AudiencesConfiguration(_m.Document, total=False):
    azureAdMultipleOrgs: AzureAdMultipleOrgsAudienceRestriction | None
    personalMicrosoftAccount: AudienceRestriction | None
class Authentication(_m.Document, total=False):
    id: str
    emailMethods: list[EmailAuthenticationMethod]
    externalAuthenticationMethods: list[ExternalAuthenticationMethod]
    fido2Methods: list[Fido2AuthenticationMethod]
    hardwareOathMethods: list[HardwareOathAuthenticationMethod]
    methods: list[AuthenticationMethod]
    microsoftAuthenticatorMethods: list[MicrosoftAuthenticatorAuthenticationMethod]
    operations: list[LongRunningOperation]
    passwordMethods: list[PasswordAuthenticationMethod]
    passwordlessMicrosoftAuthenticatorMethods: list[PasswordlessMicrosoftAuthenticatorAuthenticationMethod]
    phoneMethods: list[PhoneAuthenticationMethod]
    platformCredentialMethods: list[PlatformCredentialAuthenticationMethod]
    qrCodePinMethod: QrCodePinAuthenticationMethod | None
    requirements: StrongAuthenticationRequirements | None
    resourceAccountKeyAuthenticationMethods: list[ResourceAccountKeyAuthenticationMethod]
    signInPreferences: SignInPreferences | None
    softwareOathMethods: list[SoftwareOathAuthenticationMethod]
    temporaryAccessPassMethods: list[TemporaryAccessPassAuthenticationMethod]
    windowsHelloForBusinessMethods: list[WindowsHelloForBusinessAuthenticationMethod]
class AuthenticationAttributeCollectionInputConfiguration(_m.Document, total=False):
    attribute: _m.Text
    defaultValue: _m.Text
    editable: _m.Flag
    hidden: _m.Flag
    inputType: AuthenticationAttributeCollectionInputType | None
    label: _m.Text
    options: list[AuthenticationAttributeCollectionOptionConfiguration]
    required: _m.Flag
    validationRegEx: _m.Text
    writeToDirectory: _m.Flag
AuthenticationAttributeCollectionInputType: _TypeAlias = _Literal["text", "radioSingleSelect", "checkboxMultiSelect", "boolean", "unknownFutureValue"] | str
class AuthenticationAttributeCollectionOptionConfiguration(_m.Document, total=False):
    label: _m.Text
    value: _m.Text
class AuthenticationAttributeCollectionPage(_m.Document, total=False):
    customStringsFileId: _m.Text
    views: list[AuthenticationAttributeCollectionPageViewConfiguration]
class AuthenticationAttributeCollectionPageViewConfiguration(_m.Document, total=False):
    description: _m.Text
    inputs: list[AuthenticationAttributeCollectionInputConfiguration]
    title: _m.Text
class AuthenticationCombinationConfiguration(_m.Document, total=False):
    id: str
    appliesToCombinations: list[AuthenticationMethodModes]
    allowedAAGUIDs: list[str]
    allowedIssuerSkis: list[str]
    allowedPolicyOIDs: list[str]
class AuthenticationConditionApplication(_m.Document, total=False):
    appId: str
class AuthenticationConditions(_m.Document, total=False):
    applications: AuthenticationConditionsApplications | None
class AuthenticationConditionsApplications(_m.Document, total=False):
    includeAllApplications: _m.Flag
    includeApplications: list[AuthenticationConditionApplication]
class AuthenticationConfigurationValidation(_m.Document, total=False):
    errors: list[GenericError]
    warnings: list[GenericError]
class AuthenticationContextClassReference(_m.Document, total=False):
    id: str
    description: _m.Text
    displayName: _m.Text
    isAvailable: _m.Flag
class AuthenticationEventListener(_m.Document, total=False):
    id: str
    authenticationEventsFlowId: _m.Text
    conditions: AuthenticationConditions | None
    displayName: _m.Text
    priority: int
    handler: OnAttributeCollectionHandler | None | OnAttributeCollectionStartHandler | None | OnAttributeCollectionSubmitHandler | None | OnAuthenticationMethodLoadStartHandler | None | OnOtpSendHandler | None | OnFraudProtectionLoadStartHandler | None | OnInteractiveAuthFlowStartHandler | None | OnPasswordSubmitHandler | None | OnPhoneMethodLoadStartHandler | None | OnTokenIssuanceStartHandler | None | OnUserCreateStartHandler | None | OnVerifiedIdClaimValidationHandler | None
class AuthenticationEventsFlow(_m.Document, total=False):
    id: str
    conditions: AuthenticationConditions | None
    description: _m.Text
    displayName: str
    priority: int
    onAttributeCollection: OnAttributeCollectionHandler | None
    onAttributeCollectionStart: OnAttributeCollectionStartHandler | None
    onAttributeCollectionSubmit: OnAttributeCollectionSubmitHandler | None
    onAuthenticationMethodLoadStart: OnAuthenticationMethodLoadStartHandler | None
    onInteractiveAuthFlowStart: OnInteractiveAuthFlowStartHandler | None
    onUserCreateStart: OnUserCreateStartHandler | None
class AuthenticationFlow(_m.Document, total=False):
    transferMethod: ConditionalAccessTransferMethods | None
class AuthenticationFlowsPolicy(_m.Document, total=False):
    id: str
    description: _m.Text
    displayName: _m.Text
    selfServiceSignUp: SelfServiceSignUpAuthenticationFlowConfiguration | None
class AuthenticationMethod(_m.Document, total=False):
    id: str
    createdDateTime: str
    lastUsedDateTime: _m.Text
    emailAddress: _m.Text
    configurationId: str
    displayName: str
    aaGuid: _m.Text
    attestationCertificates: list[str]
    attestationLevel: AttestationLevel | None
    model: _m.Text
    passkeyType: PasskeyType | None
    publicKeyCredential: WebauthnPublicKeyCredential | None
    device: HardwareOathTokenAuthenticationMethodDevice | None | Device | None
    clientAppName: MicrosoftAuthenticatorAuthenticationMethodClientAppName | None
    deviceTag: _m.Text
    phoneAppVersion: _m.Text
    password: _m.Hidden
    creationDateTime: _m.Text
    phoneNumber: _m.Text
    phoneType: AuthenticationPhoneType | None
    smsSignInState: AuthenticationMethodSignInState
    keyStrength: AuthenticationMethodKeyStrength | None
    platform: AuthenticationMethodPlatform | None
    pin: QrPin | None
    standardQRCode: QrCode | None
    temporaryQRCode: QrCode | None
    secretKey: _m.Hidden
    isUsableOnce: _m.Flag
    lifetimeInMinutes: _m.Whole
    startDateTime: _m.Text
    temporaryAccessPass: _m.Hidden
class AuthenticationMethodConfiguration(_m.Document, total=False):
    id: str
    excludeTargets: list[ExcludeTarget]
    state: AuthenticationMethodState | None
    allowExternalIdToUseEmailOtp: ExternalEmailOtpState | None
    includeTargets: list[AuthenticationMethodTarget] | list[PasskeyAuthenticationMethodTarget] | list[MicrosoftAuthenticatorAuthenticationMethodTarget] | list[SmsAuthenticationMethodTarget] | list[VerifiableCredentialAuthenticationMethodTarget] | list[VoiceAuthenticationMethodTarget]
    appId: str
    displayName: str
    openIdConnectSetting: OpenIdConnectSetting
    defaultPasskeyProfile: _m.Text
    isAttestationEnforced: _m.Flag
    isSelfServiceRegistrationAllowed: _m.Flag
    keyRestrictions: Fido2KeyRestrictions | None
    passkeyProfiles: list[PasskeyProfile]
    featureSettings: MicrosoftAuthenticatorFeatureSettings | None
    isSoftwareOathEnabled: _m.Flag
    pinLength: _m.Whole
    standardQRCodeLifetimeInDays: _m.Whole
    defaultLength: _m.Whole
    defaultLifetimeInMinutes: _m.Whole
    isUsableOnce: _m.Flag
    maximumLifetimeInMinutes: _m.Whole
    minimumLifetimeInMinutes: _m.Whole
    identityVerificationEventsConfiguration: IdentityVerificationEventsConfiguration | None
    callerIdNumber: _m.Text
    isOfficePhoneAllowed: _m.Flag
    authenticationModeConfiguration: X509CertificateAuthenticationModeConfiguration | None
    certificateAuthorityScopes: list[X509CertificateAuthorityScope]
    certificateUserBindings: list[X509CertificateUserBinding]
    issuerHintsConfiguration: X509CertificateIssuerHintsConfiguration | None
    requireCertificateSidAlignment: _m.Flag
class AuthenticationMethodFeatureConfiguration(_m.Document, total=False):
    excludeTarget: FeatureTarget | None
    includeTarget: FeatureTarget | None
    state: AdvancedConfigState | None
AuthenticationMethodKeyStrength: _TypeAlias = _Literal["normal", "weak", "unknown"] | str
class AuthenticationMethodModeDetail(_m.Document, total=False):
    id: str
    authenticationMethod: BaseAuthenticationMethod
    displayName: str
AuthenticationMethodModes: _TypeAlias = _Literal["password", "voice", "hardwareOath", "softwareOath", "sms", "fido2", "windowsHelloForBusiness", "microsoftAuthenticatorPush", "deviceBasedPush", "temporaryAccessPassOneTime", "temporaryAccessPassMultiUse", "email", "x509CertificateSingleFactor", "x509CertificateMultiFactor", "federatedSingleFactor", "federatedMultiFactor", "unknownFutureValue", "qrCodePin"] | str
AuthenticationMethodPlatform: _TypeAlias = _Literal["unknown", "windows", "macOS", "iOS", "android", "linux", "unknownFutureValue"] | str
AuthenticationMethodSignInState: _TypeAlias = _Literal["notSupported", "notAllowedByPolicy", "notEnabled", "phoneNumberNotUnique", "ready", "notConfigured", "unknownFutureValue"] | str
AuthenticationMethodState: _TypeAlias = _Literal["enabled", "disabled"] | str
class AuthenticationMethodTarget(_m.Document, total=False):
    id: str
    isRegistrationRequired: bool
    targetType: AuthenticationMethodTargetType
    authenticationMode: MicrosoftAuthenticatorAuthenticationMode | None
    allowedPasskeyProfiles: list[str]
    isUsableForSignIn: _m.Flag
    verifiedIdProfiles: list[str]
AuthenticationMethodTargetType: _TypeAlias = _Literal["user", "group", "unknownFutureValue"] | str
class AuthenticationMethodsPolicy(_m.Document, total=False):
    deletedDateTime: str
    authenticationMethodConfigurations: list[AuthenticationMethodConfiguration]
    description: _m.Text
    displayName: _m.Text
    id: str
    lastModifiedDateTime: str
    microsoftAuthenticatorPlatformSettings: MicrosoftAuthenticatorPlatformSettings
    policyMigrationState: AuthenticationMethodsPolicyMigrationState | None
    policyVersion: _m.Text
    reconfirmationInDays: _m.Whole
    registrationEnforcement: RegistrationEnforcement | None
    reportSuspiciousActivitySettings: ReportSuspiciousActivitySettings | None
    systemCredentialPreferences: SystemCredentialPreferences | None
AuthenticationMethodsPolicyMigrationState: _TypeAlias = _Literal["preMigration", "migrationInProgress", "migrationComplete", "unknownFutureValue"] | str
class AuthenticationMethodsRegistrationCampaign(_m.Document, total=False):
    enforceRegistrationAfterAllowedSnoozes: _m.Flag
    excludeTargets: list[ExcludeTarget]
    includeTargets: list[AuthenticationMethodsRegistrationCampaignIncludeTarget]
    snoozeDurationInDays: _m.Whole
    state: AdvancedConfigState | None
class AuthenticationMethodsRegistrationCampaignIncludeTarget(_m.Document, total=False):
    id: str
    targetType: AuthenticationMethodTargetType | None
    targetedAuthenticationMethod: _m.Text
AuthenticationPhoneType: _TypeAlias = _Literal["mobile", "alternateMobile", "office", "unknownFutureValue"] | str
AuthenticationProtocol: _TypeAlias = _Literal["wsFed", "saml", "unknownFutureValue"] | str
class AuthenticationStrengthPolicy(_m.Document, total=False):
    deletedDateTime: str
    allowedCombinations: list[AuthenticationMethodModes]
    combinationConfigurations: list[AuthenticationCombinationConfiguration]
    createdDateTime: str
    description: _m.Text
    displayName: str
    id: str
    modifiedDateTime: str
    policyType: AuthenticationStrengthPolicyType
    requirementsSatisfied: AuthenticationStrengthRequirements
AuthenticationStrengthPolicyType: _TypeAlias = _Literal["builtIn", "custom", "unknownFutureValue"] | str
AuthenticationStrengthRequirements: _TypeAlias = _Literal["none", "mfa", "unknownFutureValue"] | str
class AuthenticationStrengthRoot(_m.Document, total=False):
    id: str
    authenticationCombinations: list[AuthenticationMethodModes]
    authenticationMethodModes: list[AuthenticationMethodModeDetail]
    combinations: list[AuthenticationMethodModes]
    policies: list[AuthenticationStrengthPolicy]
class AuthenticationStrengthUsage(_m.Document, total=False):
    mfa: list[ConditionalAccessPolicy]
    none: list[ConditionalAccessPolicy]
class AuthorizationInfo(_m.Document, total=False):
    certificateUserIds: list[str]
class AuthorizationPolicy(_m.Document, total=False):
    id: str
    deletedDateTime: str
    description: _m.Text
    displayName: _m.Text
    allowEmailVerifiedUsersToJoinOrganization: bool
    allowInvitesFrom: AllowInvitesFrom | None
    allowUserConsentForRiskyApps: _m.Flag
    allowedToSignUpEmailBasedSubscriptions: bool
    allowedToUseSSPR: bool
    blockMsolPowerShell: _m.Flag
    defaultUserRoleOverrides: list[DefaultUserRoleOverride]
    defaultUserRolePermissions: DefaultUserRolePermissions
    enabledPreviewFeatures: list[str]
    guestUserRoleId: _m.Text
    permissionGrantPolicyIdsAssignedToDefaultUserRole: list[str]
class AutomaticRepliesSetting(_m.Document, total=False):
    externalAudience: ExternalAudienceScope | None
    externalReplyMessage: _m.Text
    internalReplyMessage: _m.Text
    scheduledEndDateTime: DateTimeTimeZone | None
    scheduledStartDateTime: DateTimeTimeZone | None
    status: AutomaticRepliesStatus | None
AutomaticRepliesStatus: _TypeAlias = _Literal["disabled", "alwaysEnabled", "scheduled"] | str
class AzureADJoinPolicy(_m.Document, total=False):
    allowedToJoin: DeviceRegistrationMembership | None
    isAdminConfigurable: _m.Flag
    localAdmins: LocalAdminSettings | None
class AzureADRegistrationPolicy(_m.Document, total=False):
    allowedToRegister: DeviceRegistrationMembership | None
    isAdminConfigurable: _m.Flag
class AzureAdMultipleOrgsAudienceRestriction(_m.Document, total=False):
    excludeActors: AppManagementPolicyActorExemptions | None
    isStateSetByMicrosoft: bool
    restrictForAppsCreatedAfterDateTime: _m.Text
    state: AppManagementRestrictionState | None
B2bIdentityProvidersType: _TypeAlias = _Literal["azureActiveDirectory", "externalFederation", "socialIdentityProviders", "emailOneTimePasscode", "microsoftAccount", "defaultConfiguredIdp", "unknownFutureValue"] | str
class B2bManagementPolicy(_m.Document, total=False):
    id: str
    deletedDateTime: str
    description: _m.Text
    displayName: _m.Text
    appliesTo: list[DirectoryObject]
    definition: list[str]
    isOrganizationDefault: _m.Flag
class B2cAuthenticationMethodsPolicy(_m.Document, total=False):
    id: str
    isEmailPasswordAuthenticationEnabled: bool
    isPhoneOneTimePasswordAuthenticationEnabled: bool
    isUserNameAuthenticationEnabled: bool
class B2cIdentityUserFlow(_m.Document, total=False):
    id: str
    userFlowType: UserFlowType
    userFlowTypeVersion: float
    apiConnectorConfiguration: UserFlowApiConnectorConfiguration | None
    defaultLanguageTag: _m.Text
    identityProviders: list[IdentityProvider]
    isLanguageCustomizationEnabled: bool
    languages: list[UserFlowLanguageConfiguration]
    userAttributeAssignments: list[IdentityUserFlowAttributeAssignment]
    userFlowIdentityProviders: list[IdentityProviderBase]
class B2xIdentityUserFlow(_m.Document, total=False):
    id: str
    userFlowType: UserFlowType
    userFlowTypeVersion: float
    apiConnectorConfiguration: UserFlowApiConnectorConfiguration | None
    identityProviders: list[IdentityProvider]
    languages: list[UserFlowLanguageConfiguration]
    userAttributeAssignments: list[IdentityUserFlowAttributeAssignment]
    userFlowIdentityProviders: list[IdentityProviderBase]
BaseAuthenticationMethod: _TypeAlias = _Literal["password", "voice", "hardwareOath", "softwareOath", "sms", "fido2", "windowsHelloForBusiness", "microsoftAuthenticator", "temporaryAccessPass", "email", "x509Certificate", "federation", "unknownFutureValue", "qrCodePin"] | str
class Bitlocker(_m.Document, total=False):
    id: str
    recoveryKeys: list[BitlockerRecoveryKey]
class BitlockerRecoveryKey(_m.Document, total=False):
    id: str
    createdDateTime: str
    deviceId: _m.Text
    key: _m.Hidden
    volumeType: VolumeType | None
class BlastRadiusRisk(_m.Document, total=False):
    riskIndicators: list[str]
    riskLevel: RiskLevel | None
    riskRecommendations: list[RiskRecommendation]
    riskUrl: _m.Text
class BufferDecryptionResult(_m.Document, total=False):
    decryptedBuffer: _m.Base64
class BufferEncryptionResult(_m.Document, total=False):
    encryptedBuffer: _m.Base64
    publishingLicense: _m.Base64
class CaPoliciesDeletableRoot(_m.Document, total=False):
    id: str
    namedLocations: list[NamedLocation]
    policies: list[ConditionalAccessPolicy]
class CertificateAuthority(_m.Document, total=False):
    certificate: _m.Base64
    certificateRevocationListUrl: _m.Text
    deltaCertificateRevocationListUrl: _m.Text
    isRootAuthority: _m.Flag
    issuer: _m.Text
    issuerSki: _m.Text
class CertificateBasedAuthConfiguration(_m.Document, total=False):
    id: str
    certificateAuthorities: list[CertificateAuthority]
class ChunkOffsets(_m.Document, total=False):
    lengths: _m.Text
    starts: _m.Text
class ClaimBinding(_m.Document, total=False):
    matchConfidenceLevel: MatchConfidenceLevel | None
    sourceAttribute: _m.Text
    verifiedIdClaim: _m.Text
ClaimBindingSource: _TypeAlias = _Literal["directory", "unknownFutureValue"] | str
class ClaimValidation(_m.Document, total=False):
    customExtensionId: _m.Text
    isEnabled: _m.Flag
class ClaimsMapping(_m.Document, total=False):
    displayName: _m.Text
    email: _m.Text
    givenName: _m.Text
    surname: _m.Text
    userId: _m.Text
class ClaimsMappingPolicy(_m.Document, total=False):
    id: str
    deletedDateTime: str
    description: _m.Text
    displayName: _m.Text
    appliesTo: list[DirectoryObject]
    definition: list[str]
    isOrganizationDefault: _m.Flag
class ClassifcationErrorBase(_m.Document, total=False):
    code: _m.Text
    innerError: ClassificationInnerError | None
    message: _m.Text
    target: _m.Text
    details: list[ClassifcationErrorBase]
    errorType: ContentProcessingErrorType | None
class ClassificationAttribute(_m.Document, total=False):
    confidence: _m.Whole
    count: _m.Whole
class ClassificationError(_m.Document, total=False):
    code: _m.Text
    innerError: ClassificationInnerError | None
    message: _m.Text
    target: _m.Text
    details: list[ClassifcationErrorBase]
    errorType: ContentProcessingErrorType | None
class ClassificationInnerError(_m.Document, total=False):
    activityId: _m.Text
    clientRequestId: _m.Text
    code: _m.Text
    errorDateTime: _m.Text
class ClassificationRequestContentMetaData(_m.Document, total=False):
    sourceId: _m.Text
class ClassificationResult(_m.Document, total=False):
    confidenceLevel: _m.Whole
    count: _m.Whole
    sensitiveTypeId: _m.Text
class CloudAppSecuritySessionControl(_m.Document, total=False):
    isEnabled: _m.Flag
    cloudAppSecurityType: CloudAppSecuritySessionControlType | None
CloudAppSecuritySessionControlType: _TypeAlias = _Literal["mcasConfigured", "monitorOnly", "blockDownloads", "unknownFutureValue"] | str
class CloudFlareRuleModel(_m.Document, total=False):
    action: _m.Text
    name: _m.Text
    ruleId: _m.Text
class CloudFlareRulesetModel(_m.Document, total=False):
    name: _m.Text
    phaseName: _m.Text
    rulesetId: _m.Text
CloudLicensingAssigneeTypes: _TypeAlias = _Literal["none", "user", "group", "device", "unknownFutureValue"] | str
class CloudLicensingAssignment(_m.Document, total=False):
    id: str
    disabledServicePlanIds: list[str]
class CloudLicensingAssignmentError(_m.Document, total=False):
    id: str
    code: _m.Text
    message: _m.Text
    occurrenceDateTime: _m.Text
    skuId: _m.Text
class CloudLicensingDeviceCloudLicensing(_m.Document, total=False):
    assignments: list[CloudLicensingAssignment]
    usageRights: list[CloudLicensingUsageRight]
    waitingMembers: list[CloudLicensingWaitingMember]
class CloudLicensingGroupCloudLicensing(_m.Document, total=False):
    assignments: list[CloudLicensingAssignment]
    usageRights: list[CloudLicensingUsageRight]
class CloudLicensingService(_m.Document, total=False):
    assignableTo: CloudLicensingAssigneeTypes | None
    planId: _m.Text
    planName: _m.Text
class CloudLicensingUsageRight(_m.Document, total=False):
    id: str
    externalServiceIdentifier: _m.Text
    services: list[CloudLicensingService]
    skuId: _m.Text
    skuPartNumber: _m.Text
class CloudLicensingUserCloudLicensing(_m.Document, total=False):
    assignmentErrors: list[CloudLicensingAssignmentError]
    assignments: list[CloudLicensingAssignment]
    usageRights: list[CloudLicensingUsageRight]
    waitingMembers: list[CloudLicensingWaitingMember]
class CloudLicensingWaitingMember(_m.Document, total=False):
    id: str
    waitingSinceDateTime: _m.Text
class CloudRealtimeCommunicationInfo(_m.Document, total=False):
    isSipEnabled: _m.Flag
CompliantNetworkType: _TypeAlias = _Literal["allTenantCompliantNetworks", "unknownFutureValue"] | str
class ComputeRightsAndInheritanceBody(_m.Document, total=False):
    delegatedUserEmail: _m.Text
    locale: _m.Text
    protectedContents: list[ProtectedContent]
    supportedContentFormats: list[str]
class ComputeRightsAndInheritanceResult(_m.Document, total=False):
    contentRights: list[LabelContentRight]
    inheritedLabel: SensitivityLabel | None
    sensitivityLabels: list[SensitivityLabel]
class ConditionalAccessAgentContext(_m.Document, total=False):
    excludeAgentContexts: list[str]
    includeAgentContexts: list[str]
ConditionalAccessAgentIdRiskLevels: _TypeAlias = _Literal["low", "medium", "high", "unknownFutureValue"] | str
class ConditionalAccessAgents(_m.Document, total=False):
    agentFilter: ConditionalAccessFilter | None
    excludeAgentUsers: list[str]
    includeAgentUsers: list[str]
class ConditionalAccessApplications(_m.Document, total=False):
    applicationFilter: ConditionalAccessFilter | None
    excludeApplications: list[str]
    globalSecureAccess: ConditionalAccessGlobalSecureAccess | None
    includeApplications: list[str]
    includeAuthenticationContextClassReferences: list[str]
    includeUserActions: list[str]
    networkAccess: ConditionalAccessNetworkAccess | None
class ConditionalAccessAuthenticationFlows(_m.Document, total=False):
    transferMethods: ConditionalAccessTransferMethods | None
ConditionalAccessClientApp: _TypeAlias = _Literal["all", "browser", "mobileAppsAndDesktopClients", "exchangeActiveSync", "easSupported", "other", "unknownFutureValue"] | str
class ConditionalAccessClientApplications(_m.Document, total=False):
    agentIdServicePrincipalFilter: ConditionalAccessFilter | None
    excludeAgentIdServicePrincipals: list[str]
    excludeServicePrincipals: list[str]
    includeAgentIdServicePrincipals: list[str]
    includeServicePrincipals: list[str]
    servicePrincipalFilter: ConditionalAccessFilter | None
class ConditionalAccessConditionSet(_m.Document, total=False):
    agentContext: ConditionalAccessAgentContext | None
    agentIdRiskLevels: ConditionalAccessAgentIdRiskLevels | None
    agents: ConditionalAccessAgents | None
    applications: ConditionalAccessApplications | None
    authenticationFlows: ConditionalAccessAuthenticationFlows | None
    clientAppTypes: list[ConditionalAccessClientApp]
    clientApplications: ConditionalAccessClientApplications | None
    deviceStates: ConditionalAccessDeviceStates | None
    devices: ConditionalAccessDevices | None
    insiderRiskLevels: ConditionalAccessInsiderRiskLevels | None
    locations: ConditionalAccessLocations | None
    platforms: ConditionalAccessPlatforms | None
    servicePrincipalRiskLevels: list[RiskLevel]
    signInRiskLevels: list[RiskLevel]
    userRiskLevels: list[RiskLevel]
    users: ConditionalAccessUsers | None
ConditionalAccessDevicePlatform: _TypeAlias = _Literal["android", "iOS", "windows", "windowsPhone", "macOS", "all", "unknownFutureValue", "linux"] | str
class ConditionalAccessDeviceStates(_m.Document, total=False):
    excludeStates: list[str]
    includeStates: list[str]
class ConditionalAccessDevices(_m.Document, total=False):
    deviceFilter: ConditionalAccessFilter | None
    excludeDeviceStates: list[str]
    excludeDevices: list[str]
    includeDeviceStates: list[str]
    includeDevices: list[str]
class ConditionalAccessExternalTenants(_m.Document, total=False):
    membershipKind: ConditionalAccessExternalTenantsMembershipKind | None
    members: list[str]
ConditionalAccessExternalTenantsMembershipKind: _TypeAlias = _Literal["all", "enumerated", "unknownFutureValue"] | str
class ConditionalAccessFilter(_m.Document, total=False):
    mode: FilterMode | None
    rule: _m.Text
class ConditionalAccessGlobalSecureAccess(_m.Document, total=False): ...
ConditionalAccessGrantControl: _TypeAlias = _Literal["block", "mfa", "compliantDevice", "domainJoinedDevice", "approvedApplication", "compliantApplication", "passwordChange", "unknownFutureValue", "riskRemediation"] | str
class ConditionalAccessGrantControls(_m.Document, total=False):
    authenticationStrength: AuthenticationStrengthPolicy | None
    builtInControls: list[ConditionalAccessGrantControl]
    customAuthenticationFactors: list[str]
    operator: _m.Text
    termsOfUse: list[str]
ConditionalAccessGuestOrExternalUserTypes: _TypeAlias = _Literal["none", "internalGuest", "b2bCollaborationGuest", "b2bCollaborationMember", "b2bDirectConnectUser", "otherExternalUser", "serviceProvider", "unknownFutureValue"] | str
class ConditionalAccessGuestsOrExternalUsers(_m.Document, total=False):
    externalTenants: ConditionalAccessExternalTenants | None
    guestOrExternalUserTypes: ConditionalAccessGuestOrExternalUserTypes | None
ConditionalAccessInsiderRiskLevels: _TypeAlias = _Literal["minor", "moderate", "elevated", "unknownFutureValue"] | str
class ConditionalAccessLocations(_m.Document, total=False):
    excludeLocations: list[str]
    includeLocations: list[str]
class ConditionalAccessNetworkAccess(_m.Document, total=False): ...
class ConditionalAccessPlatforms(_m.Document, total=False):
    excludePlatforms: list[ConditionalAccessDevicePlatform]
    includePlatforms: list[ConditionalAccessDevicePlatform]
class ConditionalAccessPolicy(_m.Document, total=False):
    deletedDateTime: str
    conditions: ConditionalAccessConditionSet
    createdDateTime: str
    description: _m.Text
    displayName: str
    grantControls: ConditionalAccessGrantControls | None
    id: str
    modifiedDateTime: str
    sessionControls: ConditionalAccessSessionControls | None
    state: ConditionalAccessPolicyState
    analysisReasons: WhatIfAnalysisReasons | None
    policyApplies: _m.Flag
class ConditionalAccessPolicyDetail(_m.Document, total=False):
    conditions: ConditionalAccessConditionSet | None
    grantControls: ConditionalAccessGrantControls | None
    sessionControls: ConditionalAccessSessionControls | None
ConditionalAccessPolicyState: _TypeAlias = _Literal["enabled", "disabled", "enabledForReportingButNotEnforced"] | str
class ConditionalAccessRoot(_m.Document, total=False):
    id: str
class ConditionalAccessSessionControls(_m.Document, total=False):
    applicationEnforcedRestrictions: ApplicationEnforcedRestrictionsSessionControl | None
    cloudAppSecurity: CloudAppSecuritySessionControl | None
    continuousAccessEvaluation: ContinuousAccessEvaluationSessionControl | None
    disableResilienceDefaults: _m.Flag
    globalSecureAccessFilteringProfile: GlobalSecureAccessFilteringProfileSessionControl | None
    persistentBrowser: PersistentBrowserSessionControl | None
    secureSignInSession: SecureSignInSessionControl | None
    signInFrequency: SignInFrequencySessionControl | None
class ConditionalAccessTemplate(_m.Document, total=False):
    id: str
    description: str
    details: ConditionalAccessPolicyDetail
    name: str
    scenarios: TemplateScenarios
ConditionalAccessTransferMethods: _TypeAlias = _Literal["none", "deviceCodeFlow", "authenticationTransfer", "unknownFutureValue"] | str
class ConditionalAccessUsers(_m.Document, total=False):
    excludeGroups: list[str]
    excludeGuestsOrExternalUsers: ConditionalAccessGuestsOrExternalUsers | None
    excludeRoles: list[str]
    excludeUsers: list[str]
    includeGroups: list[str]
    includeGuestsOrExternalUsers: ConditionalAccessGuestsOrExternalUsers | None
    includeRoles: list[str]
    includeUsers: list[str]
class ConfirmCompromisedBody(_m.Document, total=False):
    agentIds: list[str]
class ConfirmSafeBody(_m.Document, total=False):
    agentIds: list[str]
ContentAlignment: _TypeAlias = _Literal["left", "right", "center"] | str
ContentFormat: _TypeAlias = _Literal["default", "email"] | str
class ContentInfo(_m.Document, total=False):
    format: ContentFormat | None
    identifier: _m.Text
    metadata: list[KeyValuePair]
    state: ContentState | None
class ContentMetadata(_m.Document, total=False): ...
ContentProcessingErrorType: _TypeAlias = _Literal["transient", "permanent", "unknownFutureValue"] | str
class ContentProperties(_m.Document, total=False):
    extensions: list[str]
    lastModifiedBy: _m.Text
    lastModifiedDateTime: str
    metadata: ContentMetadata | None
ContentState: _TypeAlias = _Literal["rest", "motion", "use"] | str
ContinuousAccessEvaluationMode: _TypeAlias = _Literal["strictEnforcement", "disabled", "unknownFutureValue", "strictLocation"] | str
class ContinuousAccessEvaluationPolicy(_m.Document, total=False):
    id: str
    description: str
    displayName: str
    groups: list[str]
    isEnabled: bool
    migrate: bool
    users: list[str]
class ContinuousAccessEvaluationSessionControl(_m.Document, total=False):
    mode: ContinuousAccessEvaluationMode | None
CountryLookupMethodType: _TypeAlias = _Literal["clientIpAddress", "authenticatorAppGps", "unknownFutureValue"] | str
class CrossTenantAccessPolicy(_m.Document, total=False):
    id: str
    deletedDateTime: str
    description: _m.Text
    displayName: _m.Text
    definition: list[str]
    allowedCloudEndpoints: list[str]
    default: CrossTenantAccessPolicyConfigurationDefault | None
    partners: list[CrossTenantAccessPolicyConfigurationPartner]
    templates: PolicyTemplate | None
class CrossTenantAccessPolicyAppServiceConnectSetting(_m.Document, total=False):
    applications: CrossTenantAccessPolicyTargetConfiguration | None
class CrossTenantAccessPolicyB2BSetting(_m.Document, total=False):
    applications: CrossTenantAccessPolicyTargetConfiguration | None
    usersAndGroups: CrossTenantAccessPolicyTargetConfiguration | None
    devices: DevicesFilter | None
class CrossTenantAccessPolicyConfigurationDefault(_m.Document, total=False):
    id: str
    appServiceConnectInbound: CrossTenantAccessPolicyAppServiceConnectSetting | None
    automaticUserConsentSettings: InboundOutboundPolicyConfiguration | None
    b2bCollaborationInbound: CrossTenantAccessPolicyB2BSetting | None
    b2bCollaborationOutbound: CrossTenantAccessPolicyB2BSetting | None
    b2bDirectConnectInbound: CrossTenantAccessPolicyB2BSetting | None
    b2bDirectConnectOutbound: CrossTenantAccessPolicyB2BSetting | None
    blockServiceProviderOutboundAccess: _m.Flag
    inboundTrust: CrossTenantAccessPolicyInboundTrust | None
    invitationRedemptionIdentityProviderConfiguration: DefaultInvitationRedemptionIdentityProviderConfiguration | None
    isServiceDefault: bool
    m365Capabilities: list[M365CapabilityBase]
    m365CollaborationInbound: CrossTenantAccessPolicyM365CollaborationInboundSetting | None
    m365CollaborationOutbound: CrossTenantAccessPolicyM365CollaborationOutboundSetting | None
    tenantRestrictions: CrossTenantAccessPolicyTenantRestrictions | None
class CrossTenantAccessPolicyConfigurationPartner(_m.Document, total=False):
    deletedDateTime: str
    appServiceConnectInbound: CrossTenantAccessPolicyAppServiceConnectSetting | None
    automaticUserConsentSettings: InboundOutboundPolicyConfiguration | None
    b2bCollaborationInbound: CrossTenantAccessPolicyB2BSetting | None
    b2bCollaborationOutbound: CrossTenantAccessPolicyB2BSetting | None
    b2bDirectConnectInbound: CrossTenantAccessPolicyB2BSetting | None
    b2bDirectConnectOutbound: CrossTenantAccessPolicyB2BSetting | None
    blockServiceProviderOutboundAccess: _m.Flag
    identitySynchronization: CrossTenantIdentitySyncPolicyPartner | None
    inboundTrust: CrossTenantAccessPolicyInboundTrust | None
    isInMultiTenantOrganization: _m.Flag
    isServiceProvider: _m.Flag
    m365Capabilities: list[M365CapabilityBase]
    m365CollaborationInbound: CrossTenantAccessPolicyM365CollaborationInboundSetting | None
    m365CollaborationOutbound: CrossTenantAccessPolicyM365CollaborationOutboundSetting | None
    serviceProviderConstraints: ServiceProviderConstraints | None
    tenantId: str
    tenantRestrictions: CrossTenantAccessPolicyTenantRestrictions | None
class CrossTenantAccessPolicyInboundTrust(_m.Document, total=False):
    isCompliantDeviceAccepted: _m.Flag
    isHybridAzureADJoinedDeviceAccepted: _m.Flag
    isMfaAccepted: _m.Flag
class CrossTenantAccessPolicyM365CollaborationInboundSetting(_m.Document, total=False):
    users: CrossTenantAccessPolicyTargetConfiguration | None
class CrossTenantAccessPolicyM365CollaborationOutboundSetting(_m.Document, total=False):
    usersAndGroups: CrossTenantAccessPolicyTargetConfiguration | None
class CrossTenantAccessPolicyTarget(_m.Document, total=False):
    target: _m.Text
    targetType: CrossTenantAccessPolicyTargetType | None
class CrossTenantAccessPolicyTargetConfiguration(_m.Document, total=False):
    accessType: CrossTenantAccessPolicyTargetConfigurationAccessType | None
    targets: list[CrossTenantAccessPolicyTarget]
CrossTenantAccessPolicyTargetConfigurationAccessType: _TypeAlias = _Literal["allowed", "blocked", "unknownFutureValue"] | str
CrossTenantAccessPolicyTargetType: _TypeAlias = _Literal["user", "group", "application", "unknownFutureValue"] | str
class CrossTenantAccessPolicyTenantRestrictions(_m.Document, total=False):
    applications: CrossTenantAccessPolicyTargetConfiguration | None
    usersAndGroups: CrossTenantAccessPolicyTargetConfiguration | None
    devices: DevicesFilter | None
class CrossTenantGroupSyncInbound(_m.Document, total=False):
    isSyncAllowed: _m.Flag
class CrossTenantIdentitySyncPolicyPartner(_m.Document, total=False):
    deletedDateTime: str
    displayName: _m.Text
    externalCloudAuthorizedApplicationId: _m.Text
    groupSyncInbound: CrossTenantGroupSyncInbound | None
    roleEnabledGroupSyncInbound: CrossTenantRoleEnabledGroupSyncInbound | None
    tenantId: str
    userSyncInbound: CrossTenantUserSyncInbound | None
class CrossTenantRoleEnabledGroupSyncInbound(_m.Document, total=False):
    isSyncAllowed: _m.Flag
class CrossTenantUserSyncInbound(_m.Document, total=False):
    isSyncAllowed: _m.Flag
class CurrentLabel(_m.Document, total=False):
    applicationMode: ApplicationMode | None
    id: str
class CustomAppManagementApplicationConfiguration(_m.Document, total=False):
    audiences: AudiencesConfiguration | None
    identifierUris: IdentifierUriConfiguration | None
    redirectUris: RedirectUriConfiguration | None
class CustomAppManagementConfiguration(_m.Document, total=False):
    keyCredentials: list[KeyCredentialConfiguration]
    passwordCredentials: list[PasswordCredentialConfiguration]
    applicationRestrictions: CustomAppManagementApplicationConfiguration | None
class CustomAuthenticationExtension(_m.Document, total=False):
    id: str
    authenticationConfiguration: CustomExtensionAuthenticationConfiguration | None
    clientConfiguration: CustomExtensionClientConfiguration | None
    description: _m.Text
    displayName: _m.Text
    endpointConfiguration: CustomExtensionEndpointConfiguration | None
    behaviorOnError: CustomExtensionBehaviorOnError | None
    claimsForTokenConfiguration: list[OnTokenIssuanceStartReturnClaim]
class CustomCalloutExtension(_m.Document, total=False):
    id: str
    authenticationConfiguration: CustomExtensionAuthenticationConfiguration | None
    clientConfiguration: CustomExtensionClientConfiguration | None
    description: _m.Text
    displayName: _m.Text
    endpointConfiguration: CustomExtensionEndpointConfiguration | None
    behaviorOnError: CustomExtensionBehaviorOnError | None
    claimsForTokenConfiguration: list[OnTokenIssuanceStartReturnClaim]
class CustomExtensionAuthenticationConfiguration(_m.Document, total=False):
    resourceId: _m.Text
class CustomExtensionBehaviorOnError(_m.Document, total=False): ...
class CustomExtensionClientConfiguration(_m.Document, total=False):
    maximumRetries: _m.Whole
    timeoutInMilliseconds: _m.Whole
class CustomExtensionEndpointConfiguration(_m.Document, total=False):
    targetUrl: _m.Text
    logicAppWorkflowName: _m.Text
    resourceGroupName: _m.Text
    subscriptionId: _m.Text
    url: _m.Text
class CustomExtensionOverwriteConfiguration(_m.Document, total=False):
    behaviorOnError: CustomExtensionBehaviorOnError | None
    clientConfiguration: CustomExtensionClientConfiguration | None
CustomSecurityAttributeComparisonOperator: _TypeAlias = _Literal["equals", "unknownFutureValue"] | str
class CustomSecurityAttributeExemption(_m.Document, total=False):
    id: str
    operator: CustomSecurityAttributeComparisonOperator | None
class CustomSecurityAttributeValue(_m.Document, total=False): ...
class DataLossPreventionPoliciesEvaluateBody(_m.Document, total=False):
    classifyText: TextClassificationRequest | None
    evaluationInput: DlpEvaluationInput | None
    notificationInfo: DlpNotification | None
    target: _m.Text
class DataLossPreventionPolicy(_m.Document, total=False):
    id: str
    name: _m.Text
class DataPolicyOperation(_m.Document, total=False):
    id: str
    completedDateTime: _m.Text
    progress: float
    status: DataPolicyOperationStatus | None
    storageLocation: _m.Text
    submittedDateTime: str
    userId: str
DataPolicyOperationStatus: _TypeAlias = _Literal["notStarted", "running", "complete", "failed", "unknownFutureValue"] | str
class DateTimeTimeZone(_m.Document, total=False):
    dateTime: _m.Text
    timeZone: _m.Text
DayOfWeek: _TypeAlias = _Literal["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"] | str
class DaylightTimeZoneOffset(_m.Document, total=False):
    dayOccurrence: _m.Whole
    dayOfWeek: DayOfWeek | None
    month: _m.Whole
    time: _m.Text
    year: _m.Whole
    daylightBias: _m.Whole
class DecryptBufferBody(_m.Document, total=False):
    encryptedBuffer: _m.Base64
    publishingLicense: _m.Base64
class DefaultInvitationRedemptionIdentityProviderConfiguration(_m.Document, total=False):
    fallbackIdentityProvider: B2bIdentityProvidersType | None
    primaryIdentityProviderPrecedenceOrder: list[B2bIdentityProvidersType]
class DefaultUserRoleOverride(_m.Document, total=False):
    id: str
    isDefault: _m.Flag
    rolePermissions: list[UnifiedRolePermission]
class DefaultUserRolePermissions(_m.Document, total=False):
    allowedToCreateApps: _m.Flag
    allowedToCreateSecurityGroups: _m.Flag
    allowedToCreateTenants: _m.Flag
    allowedToReadBitlockerKeysForOwnedDevice: _m.Flag
    allowedToReadOtherUsers: _m.Flag
DelegateMeetingMessageDeliveryOptions: _TypeAlias = _Literal["sendToDelegateAndInformationToPrincipal", "sendToDelegateAndPrincipal", "sendToDelegateOnly"] | str
class DetailsInfo(_m.Document, total=False): ...
class Device(_m.Document, total=False):
    id: str
    deletedDateTime: str
    accountEnabled: _m.Flag
    alternativeNames: list[str]
    alternativeSecurityIds: list[AlternativeSecurityId]
    approximateLastSignInDateTime: _m.Text
    cloudLicensing: CloudLicensingDeviceCloudLicensing | None
    complianceExpirationDateTime: _m.Text
    deviceCategory: _m.Text
    deviceId: _m.Text
    deviceMetadata: _m.Text
    deviceOwnership: _m.Text
    deviceVersion: _m.Whole
    displayName: _m.Text
    domainName: _m.Text
    enrollmentProfileName: _m.Text
    enrollmentType: _m.Text
    extensionAttributes: OnPremisesExtensionAttributes | None
    hostnames: list[str]
    isCompliant: _m.Flag
    isManaged: _m.Flag
    isManagementRestricted: _m.Flag
    isRooted: _m.Flag
    kind: _m.Text
    managementType: _m.Text
    manufacturer: _m.Text
    mdmAppId: _m.Text
    model: _m.Text
    name: _m.Text
    onPremisesLastSyncDateTime: _m.Text
    onPremisesSecurityIdentifier: _m.Text
    onPremisesSyncEnabled: _m.Flag
    operatingSystem: _m.Text
    operatingSystemVersion: _m.Text
    physicalIds: list[str]
    platform: _m.Text
    profileType: _m.Text
    registrationDateTime: _m.Text
    status: _m.Text
    systemLabels: list[str]
    trustType: _m.Text
class DeviceInfo(_m.Document, total=False):
    deviceId: _m.Text
    displayName: _m.Text
    enrollmentProfileName: _m.Text
    extensionAttribute1: _m.Text
    extensionAttribute10: _m.Text
    extensionAttribute11: _m.Text
    extensionAttribute12: _m.Text
    extensionAttribute13: _m.Text
    extensionAttribute14: _m.Text
    extensionAttribute15: _m.Text
    extensionAttribute2: _m.Text
    extensionAttribute3: _m.Text
    extensionAttribute4: _m.Text
    extensionAttribute5: _m.Text
    extensionAttribute6: _m.Text
    extensionAttribute7: _m.Text
    extensionAttribute8: _m.Text
    extensionAttribute9: _m.Text
    isCompliant: _m.Flag
    manufacturer: _m.Text
    mdmAppId: _m.Text
    model: _m.Text
    operatingSystem: _m.Text
    operatingSystemVersion: _m.Text
    ownership: _m.Text
    physicalIds: list[str]
    profileType: _m.Text
    systemLabels: list[str]
    trustType: _m.Text
class DeviceKey(_m.Document, total=False):
    deviceId: _m.Text
    keyMaterial: _m.Base64
    keyType: _m.Text
class DeviceRegistrationMembership(_m.Document, total=False):
    groups: list[str]
    users: list[str]
class DeviceRegistrationPolicy(_m.Document, total=False):
    id: str
    azureADJoin: AzureADJoinPolicy | None
    azureADRegistration: AzureADRegistrationPolicy | None
    description: _m.Text
    displayName: _m.Text
    localAdminPassword: LocalAdminPasswordSettings | None
    multiFactorAuthConfiguration: MultiFactorAuthConfiguration | None
    userDeviceQuota: _m.Whole
class DevicesFilter(_m.Document, total=False):
    mode: CrossTenantAccessPolicyTargetConfigurationAccessType | None
    rule: _m.Text
class DirectoryObject(_m.Document, total=False):
    id: str
    deletedDateTime: str
class DirectoryRoleAccessReviewPolicy(_m.Document, total=False):
    id: str
    settings: AccessReviewScheduleSettings | None
class DiscoveredSensitiveType(_m.Document, total=False):
    classificationAttributes: list[ClassificationAttribute]
    confidence: _m.Whole
    count: _m.Whole
    id: str
class DismissBody(_m.Document, total=False):
    agentIds: list[str]
DlpAction: _TypeAlias = _Literal["notifyUser", "blockAccess", "deviceRestriction", "browserRestriction", "unknownFutureValue", "restrictAccess", "generateAlert", "generateIncidentReportAction", "sPBlockAnonymousAccess", "sPRuntimeAccessControl", "sPSharingNotifyUser", "sPSharingGenerateIncidentReport", "restrictWebGrounding", "policyTip"] | str
class DlpActionInfo(_m.Document, total=False):
    action: DlpAction | None
    complianceUrl: _m.Text
    matchedConditionsDescription: _m.Text
    policyTip: _m.Text
    actionLastModifiedDateTime: _m.Text
    emailText: _m.Text
    recipients: list[str]
    restrictionAction: RestrictionAction | None
class DlpEvaluatePoliciesJobResponse(_m.Document, total=False):
    id: str
    creationDateTime: _m.Text
    endDateTime: _m.Text
    error: ClassificationError | None
    startDateTime: _m.Text
    status: _m.Text
    tenantId: _m.Text
    type: _m.Text
    userId: _m.Text
    result: DlpPoliciesJobResult | None
class DlpEvaluationInput(_m.Document, total=False):
    currentLabel: CurrentLabel | None
    discoveredSensitiveTypes: list[DiscoveredSensitiveType]
    contentProperties: ContentProperties | None
    sharedBy: _m.Text
class DlpNotification(_m.Document, total=False):
    author: _m.Text
    contentName: _m.Text
    lastModfiedBy: _m.Text
class DlpPoliciesJobResult(_m.Document, total=False):
    auditCorrelationId: _m.Text
    evaluationDateTime: _m.Text
    matchingRules: list[MatchingDlpRule]
class DowngradeJustification(_m.Document, total=False):
    isDowngradeJustified: _m.Flag
    justificationMessage: _m.Text
class EmailAddress(_m.Document, total=False):
    address: _m.Text
    name: _m.Text
    otherLabel: _m.Text
    type: EmailType | None
class EmailAuthenticationMethod(_m.Document, total=False):
    id: str
    createdDateTime: str
    lastUsedDateTime: _m.Text
    emailAddress: _m.Text
class EmailDetails(_m.Document, total=False):
    body: _m.Text
    senderEmailAddress: _m.Text
    subject: _m.Text
EmailType: _TypeAlias = _Literal["unknown", "work", "personal", "main", "other"] | str
class EmbeddingInput(_m.Document, total=False):
    chunkOffsets: ChunkOffsets | None
    data: _m.Text
    modelType: _m.Text
class EmployeeOrgData(_m.Document, total=False):
    costCenter: _m.Text
    division: _m.Text
class EncryptBufferBody(_m.Document, total=False):
    buffer: _m.Base64
    labelId: _m.Text
EncryptWith: _TypeAlias = _Literal["template", "userDefinedRights"] | str
EndpointType: _TypeAlias = _Literal["default", "voicemail", "skypeForBusiness", "skypeForBusinessVoipPhone", "unknownFutureValue"] | str
class EnforceAppPIN(_m.Document, total=False):
    excludeTargets: list[ExcludeTarget]
    includeTargets: list[IncludeTarget]
EngagementAsyncOperationType: _TypeAlias = _Literal["createCommunity", "unknownFutureValue"] | str
ErrorCorrectionLevel: _TypeAlias = _Literal["l", "m", "q", "h", "unknownFutureValue"] | str
class EvaluateApplicationBody(_m.Document, total=False):
    contentInfo: ContentInfo | None
    labelingOptions: LabelingOptions | None
class EvaluateBody(_m.Document, total=False):
    appliedPoliciesOnly: _m.Flag
    signInConditions: SignInConditions | None
    signInContext: SignInContext | None
    signInIdentity: SignInIdentity | None
class EvaluateClassificationResultsBody(_m.Document, total=False):
    classificationResults: list[ClassificationResult]
    contentInfo: ContentInfo | None
class EvaluateLabelJobResponse(_m.Document, total=False):
    id: str
    creationDateTime: _m.Text
    endDateTime: _m.Text
    error: ClassificationError | None
    startDateTime: _m.Text
    status: _m.Text
    tenantId: _m.Text
    type: _m.Text
    userId: _m.Text
    result: EvaluateLabelJobResultGroup | None
class EvaluateLabelJobResult(_m.Document, total=False):
    responsiblePolicy: ResponsiblePolicy | None
    responsibleSensitiveTypes: list[ResponsibleSensitiveType]
    sensitivityLabel: MatchingLabel | None
class EvaluateLabelJobResultGroup(_m.Document, total=False):
    automatic: EvaluateLabelJobResult | None
    recommended: EvaluateLabelJobResult | None
class EvaluateRemovalBody(_m.Document, total=False):
    contentInfo: ContentInfo | None
    downgradeJustification: DowngradeJustification | None
class ExcludeTarget(_m.Document, total=False):
    id: str
    targetType: AuthenticationMethodTargetType | None
class ExpirationPattern(_m.Document, total=False):
    duration: _m.Text
    endDateTime: _m.Text
    type: ExpirationPatternType | None
ExpirationPatternType: _TypeAlias = _Literal["notSpecified", "noExpiration", "afterDateTime", "afterDuration"] | str
class ExposureRisk(_m.Document, total=False):
    riskIndicators: list[str]
    riskLevel: RiskLevel | None
    riskRecommendations: list[RiskRecommendation]
    riskUrl: _m.Text
ExternalAudienceScope: _TypeAlias = _Literal["none", "contactsOnly", "all"] | str
class ExternalAuthenticationMethod(_m.Document, total=False):
    id: str
    createdDateTime: str
    lastUsedDateTime: _m.Text
    configurationId: str
    displayName: str
class ExternalDomainName(_m.Document, total=False):
    id: str
ExternalEmailOtpState: _TypeAlias = _Literal["default", "enabled", "disabled", "unknownFutureValue"] | str
class ExternalIdentitiesPolicy(_m.Document, total=False):
    id: str
    deletedDateTime: str
    description: _m.Text
    displayName: _m.Text
    allowDeletedIdentitiesDataRemoval: bool
    allowExternalIdentitiesToLeave: bool
class ExternalUsersSelfServiceSignUpEventsFlow(_m.Document, total=False):
    id: str
    conditions: AuthenticationConditions | None
    description: _m.Text
    displayName: str
    priority: int
    onAttributeCollection: OnAttributeCollectionHandler | None
    onAttributeCollectionStart: OnAttributeCollectionStartHandler | None
    onAttributeCollectionSubmit: OnAttributeCollectionSubmitHandler | None
    onAuthenticationMethodLoadStart: OnAuthenticationMethodLoadStartHandler | None
    onInteractiveAuthFlowStart: OnInteractiveAuthFlowStartHandler | None
    onUserCreateStart: OnUserCreateStartHandler | None
class ExtractLabelBody(_m.Document, total=False):
    contentInfo: ContentInfo | None
class FaceCheckConfiguration(_m.Document, total=False):
    isEnabled: _m.Flag
    sourcePhotoClaimName: _m.Text
class FeatureRolloutPolicy(_m.Document, total=False):
    id: str
    appliesTo: list[DirectoryObject]
    description: _m.Text
    displayName: str
    feature: StagedFeatureName
    isAppliedToOrganization: bool
    isEnabled: bool
class FeatureTarget(_m.Document, total=False):
    id: str
    targetType: FeatureTargetType | None
FeatureTargetType: _TypeAlias = _Literal["group", "administrativeUnit", "role", "unknownFutureValue"] | str
FederatedIdpMfaBehavior: _TypeAlias = _Literal["acceptIfMfaDoneByFederatedIdp", "enforceMfaByFederatedIdp", "rejectMfaByFederatedIdp", "unknownFutureValue"] | str
class FederatedTokenValidationPolicy(_m.Document, total=False):
    id: str
    deletedDateTime: str
    validatingDomains: ValidatingDomains
class Fido2AuthenticationMethod(_m.Document, total=False):
    id: str
    createdDateTime: str
    lastUsedDateTime: _m.Text
    aaGuid: _m.Text
    attestationCertificates: list[str]
    attestationLevel: AttestationLevel | None
    displayName: _m.Text
    model: _m.Text
    passkeyType: PasskeyType | None
    publicKeyCredential: WebauthnPublicKeyCredential | None
class Fido2KeyRestrictions(_m.Document, total=False):
    aaGuids: list[str]
    enforcementType: Fido2RestrictionEnforcementType | None
    isEnforced: _m.Flag
Fido2RestrictionEnforcementType: _TypeAlias = _Literal["allow", "block", "unknownFutureValue"] | str
FilterMode: _TypeAlias = _Literal["include", "exclude"] | str
class FraudProtectionConfiguration(_m.Document, total=False):
    fraudProtectionProvider: FraudProtectionProvider | None
class FraudProtectionProvider(_m.Document, total=False):
    id: str
    displayName: _m.Text
    clientSubDomain: str
    privateKey: _m.Hidden
    publicKey: str
    verifySubDomain: str
    appId: str
    serverToken: _m.Hidden
FreeBusyStatus: _TypeAlias = _Literal["unknown", "free", "tentative", "busy", "oof", "workingElsewhere"] | str
class GenerateKeyBody(_m.Document, total=False):
    exp: _m.Whole
    kty: _m.Text
    nbf: _m.Whole
    use: _m.Text
class GenericError(_m.Document, total=False):
    code: _m.Text
    message: _m.Text
class GeoCoordinates(_m.Document, total=False):
    altitude: _m.Number
    latitude: _m.Number
    longitude: _m.Number
class GlobalSecureAccessFilteringProfileSessionControl(_m.Document, total=False):
    isEnabled: _m.Flag
    profileId: _m.Text
class Group(_m.Document, total=False):
    id: str
    deletedDateTime: str
    accessType: GroupAccessType | None
    allowExternalSenders: _m.Flag
    assignedLabels: list[AssignedLabel]
    assignedLicenses: list[AssignedLicense]
    autoSubscribeNewMembers: _m.Flag
    classification: _m.Text
    cloudLicensing: CloudLicensingGroupCloudLicensing | None
    createdByAppId: _m.Text
    createdDateTime: str
    description: _m.Text
    disableNesting: _m.Flag
    displayName: _m.Text
    expirationDateTime: _m.Text
    groupTypes: list[str]
    hasMembersWithLicenseErrors: _m.Flag
    hideFromAddressLists: _m.Flag
    hideFromOutlookClients: _m.Flag
    infoCatalogs: list[str]
    isArchived: _m.Flag
    isAssignableToRole: _m.Flag
    isFavorite: _m.Flag
    isManagementRestricted: _m.Flag
    isSubscribedByMail: _m.Flag
    licenseProcessingState: LicenseProcessingState | None
    mail: _m.Text
    mailEnabled: _m.Flag
    mailNickname: _m.Text
    membershipRule: _m.Text
    membershipRuleProcessingState: _m.Text
    membershipRuleProcessingStatus: MembershipRuleProcessingStatus | None
    onPremisesDomainName: _m.Text
    onPremisesExtensionAttributes: OnPremisesExtensionAttributes | None
    onPremisesLastSyncDateTime: _m.Text
    onPremisesNetBiosName: _m.Text
    onPremisesProvisioningErrors: list[OnPremisesProvisioningError]
    onPremisesSamAccountName: _m.Text
    onPremisesSecurityIdentifier: _m.Text
    onPremisesSyncEnabled: _m.Flag
    organizationId: _m.Text
    preferredDataLocation: _m.Text
    preferredLanguage: _m.Text
    proxyAddresses: list[str]
    renewedDateTime: _m.Text
    resourceBehaviorOptions: list[str]
    resourceProvisioningOptions: list[str]
    securityEnabled: _m.Flag
    securityIdentifier: _m.Text
    serviceProvisioningErrors: list[ServiceProvisioningError]
    theme: _m.Text
    uniqueName: _m.Text
    unseenConversationsCount: _m.Whole
    unseenCount: _m.Whole
    unseenMessagesCount: _m.Whole
    visibility: _m.Text
    welcomeMessageEnabled: _m.Flag
    writebackConfiguration: GroupWritebackConfiguration | None
GroupAccessType: _TypeAlias = _Literal["none", "private", "secret", "public", "unknownFutureValue"] | str
GroupPrivacy: _TypeAlias = _Literal["unspecified", "public", "private", "unknownFutureValue"] | str
class GroupWritebackConfiguration(_m.Document, total=False):
    isEnabled: _m.Flag
    onPremisesGroupType: _m.Text
class HardwareOathAuthenticationMethod(_m.Document, total=False):
    id: str
    createdDateTime: str
    lastUsedDateTime: _m.Text
    device: HardwareOathTokenAuthenticationMethodDevice | None
class HardwareOathTokenAuthenticationMethodDevice(_m.Document, total=False):
    id: str
    displayName: _m.Text
    hardwareOathDevices: list[HardwareOathTokenAuthenticationMethodDevice]
    assignTo: User | None
    assignedTo: Identity | None
    hashFunction: HardwareOathTokenHashFunction | None
    lastUsedDateTime: _m.Text
    manufacturer: str
    model: str
    secretKey: _m.Hidden
    serialNumber: str
    status: HardwareOathTokenStatus | None
    timeIntervalInSeconds: int
HardwareOathTokenHashFunction: _TypeAlias = _Literal["hmacsha1", "hmacsha256", "unknownFutureValue"] | str
HardwareOathTokenStatus: _TypeAlias = _Literal["available", "assigned", "activated", "failedActivation", "unknownFutureValue"] | str
class HomeRealmDiscoveryPolicy(_m.Document, total=False):
    id: str
    deletedDateTime: str
    description: _m.Text
    displayName: _m.Text
    appliesTo: list[DirectoryObject]
    definition: list[str]
    isOrganizationDefault: _m.Flag
class IdentifierUriConfiguration(_m.Document, total=False):
    nonDefaultUriAddition: IdentifierUriRestriction | None
    uriAdditionWithoutUniqueTenantIdentifier: IdentifierUriRestriction | None
class IdentifierUriRestriction(_m.Document, total=False):
    excludeActors: AppManagementPolicyActorExemptions | None
    excludeAppsReceivingV2Tokens: _m.Flag
    excludeSaml: _m.Flag
    isStateSetByMicrosoft: bool
    restrictForAppsCreatedAfterDateTime: _m.Text
    state: AppManagementRestrictionState | None
class Identity(_m.Document, total=False):
    displayName: _m.Text
    id: str
    ipAddress: _m.Text
    userPrincipalName: _m.Text
    homeTenantId: _m.Text
    homeTenantName: _m.Text
    azureCommunicationServicesResourceId: _m.Text
    applicationType: _m.Text
    hidden: _m.Flag
    tenantId: _m.Text
    email: _m.Text
    mailNickname: _m.Text
    initiatorType: InitiatorType | None
    type: _m.Text
    details: DetailsInfo | None
    identityType: _m.Text
    appId: _m.Text
    principalId: _m.Text
    title: _m.Text
    loginName: _m.Text
    applicationIdentityType: TeamworkApplicationIdentityType | None
    conversationIdentityType: TeamworkConversationIdentityType | None
    userIdentityType: TeamworkUserIdentityType | None
class IdentityApiConnector(_m.Document, total=False):
    id: str
    authenticationConfiguration: ApiAuthenticationConfigurationBase | None
    displayName: _m.Text
    targetUrl: _m.Text
class IdentityContainer(_m.Document, total=False):
    apiConnectors: list[IdentityApiConnector]
    authenticationEventListeners: list[AuthenticationEventListener]
    authenticationEventsFlows: list[AuthenticationEventsFlow]
    b2cUserFlows: list[B2cIdentityUserFlow]
    b2xUserFlows: list[B2xIdentityUserFlow]
    conditionalAccess: ConditionalAccessRoot | None
    continuousAccessEvaluationPolicy: ContinuousAccessEvaluationPolicy | None
    customAuthenticationExtensions: list[CustomAuthenticationExtension]
    identityProviders: list[IdentityProviderBase]
    riskPrevention: RiskPreventionContainer | None
    signInIdentifiers: list[SignInIdentifierBase]
    userFlowAttributes: list[IdentityUserFlowAttribute]
    userFlows: list[IdentityUserFlow]
    verifiedId: IdentityVerifiedIdRoot | None
class IdentityGovernanceUserSettings(_m.Document, total=False):
    approverDelegate: ApproverDelegate | None
class IdentityProtectionRoot(_m.Document, total=False):
    agentRiskDetections: list[AgentRiskDetection]
    riskDetections: list[RiskDetection]
    riskyAgents: list[RiskyAgent]
    riskyServicePrincipals: list[RiskyServicePrincipal]
    riskyUsers: list[RiskyUser]
    servicePrincipalRiskDetections: list[ServicePrincipalRiskDetection]
class IdentityProvider(_m.Document, total=False):
    id: str
    clientId: _m.Text
    clientSecret: _m.Hidden
    name: _m.Text
    type: _m.Text
    claimsMapping: ClaimsMapping | None
    domainHint: _m.Text
    metadataUrl: _m.Text
    responseMode: OpenIdConnectResponseMode | None
    responseType: OpenIdConnectResponseTypes | None
    scope: _m.Text
class IdentityProviderBase(_m.Document, total=False):
    id: str
    displayName: _m.Text
    certificateData: _m.Hidden
    developerId: _m.Text
    keyId: _m.Text
    serviceId: _m.Text
    identityProviderType: _m.Text
    state: IdentityProviderState | None
    issuerUri: _m.Text
    metadataExchangeUri: _m.Text
    passiveSignInUri: _m.Text
    preferredAuthenticationProtocol: AuthenticationProtocol | None
    signingCertificate: _m.Text
    activeSignInUri: _m.Text
    defaultInteractiveAuthenticationMethod: _m.Text
    federatedIdpMfaBehavior: FederatedIdpMfaBehavior | None
    isSignedAuthenticationRequestRequired: _m.Flag
    nextSigningCertificate: _m.Text
    openIdConnectDiscoveryEndpoint: _m.Text
    passwordChangeUri: _m.Text
    passwordResetUri: _m.Text
    promptLoginBehavior: PromptLoginBehavior | None
    signOutUri: _m.Text
    signingCertificateUpdateStatus: SigningCertificateUpdateStatus | None
    clientAuthentication: OidcClientAuthentication | None
    clientId: _m.Text
    inboundClaimMapping: OidcInboundClaimMappingOverride | None
    issuer: _m.Text
    responseType: OidcResponseType | None | OpenIdConnectResponseTypes | None
    scope: _m.Text
    wellKnownEndpoint: _m.Text
    claimsMapping: ClaimsMapping | None
    clientSecret: _m.Hidden
    domainHint: _m.Text
    metadataUrl: _m.Text
    responseMode: OpenIdConnectResponseMode | None
    domains: list[ExternalDomainName]
IdentityProviderState: _TypeAlias = _Literal["enabled", "disabled", "unknownFutureValue"] | str
class IdentitySecurityDefaultsEnforcementPolicy(_m.Document, total=False):
    id: str
    deletedDateTime: str
    description: _m.Text
    displayName: _m.Text
    isEnabled: bool
class IdentitySet(_m.Document, total=False):
    application: Identity | None
    device: Identity | None
    user: Identity | None
    conversation: TeamworkConversationIdentity | None
    tag: TeamworkTagIdentity | None
    group: Identity | None
    applicationInstance: Identity | None
    assertedIdentity: Identity | None
    azureCommunicationServicesUser: Identity | None
    encrypted: Identity | None
    endpointType: EndpointType | None
    guest: Identity | None
    onPremises: Identity | None
    phone: Identity | None
    audience: Identity | None
    sharePointGroup: SharePointGroupIdentity | None
    siteGroup: SharePointIdentity | None
    siteUser: SharePointIdentity | None
class IdentityUserFlow(_m.Document, total=False):
    id: str
    userFlowType: UserFlowType
    userFlowTypeVersion: float
    apiConnectorConfiguration: UserFlowApiConnectorConfiguration | None
    defaultLanguageTag: _m.Text
    identityProviders: list[IdentityProvider]
    isLanguageCustomizationEnabled: bool
    languages: list[UserFlowLanguageConfiguration]
    userAttributeAssignments: list[IdentityUserFlowAttributeAssignment]
    userFlowIdentityProviders: list[IdentityProviderBase]
class IdentityUserFlowAttribute(_m.Document, total=False):
    id: str
    dataType: IdentityUserFlowAttributeDataType
    description: _m.Text
    displayName: _m.Text
    userFlowAttributeType: IdentityUserFlowAttributeType
class IdentityUserFlowAttributeAssignment(_m.Document, total=False):
    id: str
    displayName: _m.Text
    isOptional: bool
    requiresVerification: bool
    userAttribute: IdentityUserFlowAttribute | None
    userAttributeValues: list[UserAttributeValuesItem]
    userInputType: IdentityUserFlowAttributeInputType
IdentityUserFlowAttributeDataType: _TypeAlias = _Literal["string", "boolean", "int64", "stringCollection", "dateTime", "unknownFutureValue"] | str
IdentityUserFlowAttributeInputType: _TypeAlias = _Literal["textBox", "dateTimeDropdown", "radioSingleSelect", "dropdownSingleSelect", "emailBox", "checkboxMultiSelect"] | str
IdentityUserFlowAttributeType: _TypeAlias = _Literal["builtIn", "custom", "required", "unknownFutureValue"] | str
class IdentityVerificationEventsConfiguration(_m.Document, total=False):
    isEnabled: _m.Flag
class IdentityVerifiedIdRoot(_m.Document, total=False):
    id: str
    profiles: list[VerifiedIdProfile]
class InboundOutboundPolicyConfiguration(_m.Document, total=False):
    inboundAllowed: _m.Flag
    outboundAllowed: _m.Flag
class IncludeTarget(_m.Document, total=False):
    id: str
    targetType: AuthenticationMethodTargetType | None
class InformationProtection(_m.Document, total=False):
    id: str
    bitlocker: Bitlocker | None
    dataLossPreventionPolicies: list[DataLossPreventionPolicy]
    policy: InformationProtectionPolicy | None
    sensitivityLabels: list[SensitivityLabel]
    sensitivityPolicySettings: SensitivityPolicySettings | None
    threatAssessmentRequests: list[ThreatAssessmentRequest]
class InformationProtectionAction(_m.Document, total=False):
    alignment: ContentAlignment | None
    fontColor: _m.Text
    fontName: _m.Text
    fontSize: _m.Whole
    margin: _m.Whole
    text: _m.Text
    uiElementName: _m.Text
    layout: WatermarkLayout | None
    actionSource: ActionSource | None
    actions: list[InformationProtectionAction]
    label: LabelDetails | None
    responsibleSensitiveTypeIds: list[str]
    name: _m.Text
    properties: list[KeyValuePair]
    metadataToAdd: list[KeyValuePair]
    metadataToRemove: list[str]
    templateId: _m.Text
    uiElementNames: list[str]
class InformationProtectionContentLabel(_m.Document, total=False):
    assignmentMethod: AssignmentMethod | None
    creationDateTime: _m.Text
    label: LabelDetails | None
class InformationProtectionLabel(_m.Document, total=False):
    id: str
    color: _m.Text
    description: _m.Text
    isActive: bool
    name: _m.Text
    parent: ParentLabelDetails | None
    sensitivity: int
    tooltip: _m.Text
class InformationProtectionPolicy(_m.Document, total=False):
    id: str
    labels: list[InformationProtectionLabel]
class InformationalUrl(_m.Document, total=False):
    logoUrl: _m.Text
    marketingUrl: _m.Text
    privacyStatementUrl: _m.Text
    supportUrl: _m.Text
    termsOfServiceUrl: _m.Text
InitiatorType: _TypeAlias = _Literal["user", "application", "system", "unknownFutureValue"] | str
InsiderRiskLevel: _TypeAlias = _Literal["none", "minor", "moderate", "elevated", "unknownFutureValue"] | str
class IntegerRange(_m.Document, total=False):
    end: _m.Whole
    maximum: _m.Whole
    minimum: _m.Whole
    start: _m.Whole
class Invitation(_m.Document, total=False):
    id: str
    inviteRedeemUrl: str
    inviteRedirectUrl: str
    invitedUser: User | None
    invitedUserDisplayName: _m.Text
    invitedUserEmailAddress: str
    invitedUserMessageInfo: InvitedUserMessageInfo | None
    invitedUserSponsors: list[DirectoryObject]
    invitedUserType: _m.Text
    resetRedemption: _m.Flag
    sendInvitationMessage: _m.Flag
    status: str
class InvitedUserMessageInfo(_m.Document, total=False):
    ccRecipients: list[Recipient]
    customizedMessageBody: _m.Text
    messageLanguage: _m.Text
class IpRange(_m.Document, total=False):
    cidrAddress: _m.Text
    lowerAddress: _m.Text
    upperAddress: _m.Text
class KeyCredential(_m.Document, total=False):
    customKeyIdentifier: _m.Base64
    displayName: _m.Text
    endDateTime: _m.Text
    key: _m.Base64
    keyId: _m.Text
    startDateTime: _m.Text
    type: _m.Text
    usage: _m.Text
class KeyCredentialConfiguration(_m.Document, total=False):
    certificateBasedApplicationConfigurationIds: list[str]
    excludeActors: AppManagementPolicyActorExemptions | None
    maxLifetime: _m.Text
    restrictForAppsCreatedAfterDateTime: _m.Text
    restrictionType: AppKeyCredentialRestrictionType | None
    state: AppManagementRestrictionState | None
class KeyValue(_m.Document, total=False):
    key: _m.Text
    value: _m.Text
class KeyValuePair(_m.Document, total=False):
    name: _m.Text
    value: _m.Text
class LabelActionBase(_m.Document, total=False):
    name: _m.Text
    fontColor: _m.Text
    fontSize: _m.Whole
    text: _m.Text
    alignment: Alignment | None
    margin: _m.Whole
    orientation: PageOrientation | None
    encryptWith: EncryptWith | None
    availableForEncryption: _m.Flag
    templateId: _m.Text
    allowAdHocPermissions: _m.Flag
    allowMailForwarding: _m.Flag
    decryptionRightsManagementTemplateId: _m.Text
    allowEmailFromGuestUsers: _m.Flag
    allowGuestUsers: _m.Flag
    privacy: GroupPrivacy | None
    allowedForwarders: OnlineMeetingForwarders | None
    allowedPresenters: OnlineMeetingPresenters | None
    isCopyToClipboardEnabled: _m.Flag
    isLobbyEnabled: _m.Flag
    lobbyBypassSettings: LobbyBypassSettings | None
    accessType: SiteAccessType | None
    conditionalAccessProtectionLevelId: _m.Text
LabelActionSource: _TypeAlias = _Literal["manual", "automatic", "recommended", "none", "unknownFutureValue"] | str
class LabelContentRight(_m.Document, total=False):
    id: str
    cid: _m.Text
    format: _m.Text
    rights: UsageRights | None
class LabelDetails(_m.Document, total=False):
    color: _m.Text
    description: _m.Text
    id: str
    isActive: _m.Flag
    name: _m.Text
    parent: _Any
    sensitivity: _m.Whole
    tooltip: _m.Text
LabelKind: _TypeAlias = _Literal["all", "enumerated", "unknownFutureValue"] | str
class LabelingOptions(_m.Document, total=False):
    assignmentMethod: AssignmentMethod | None
    downgradeJustification: DowngradeJustification | None
    extendedProperties: list[KeyValuePair]
    labelId: _m.Text
class LicenseAssignmentState(_m.Document, total=False):
    assignedByGroup: _m.Text
    disabledPlans: list[str]
    error: _m.Text
    lastUpdatedDateTime: _m.Text
    skuId: _m.Text
    state: _m.Text
class LicenseProcessingState(_m.Document, total=False):
    state: _m.Text
LifecyclePolicyComplianceState: _TypeAlias = _Literal["compliant", "warning", "warningNotify", "nonCompliant"] | str
LobbyBypassScope: _TypeAlias = _Literal["organizer", "organization", "organizationAndFederated", "everyone", "unknownFutureValue", "invited", "organizationExcludingGuests"] | str
class LobbyBypassSettings(_m.Document, total=False):
    isDialInBypassEnabled: _m.Flag
    scope: LobbyBypassScope | None
class LocalAdminPasswordSettings(_m.Document, total=False):
    isEnabled: _m.Flag
class LocalAdminSettings(_m.Document, total=False):
    enableGlobalAdmins: _m.Flag
    registeringUsers: DeviceRegistrationMembership | None
class LocaleInfo(_m.Document, total=False):
    displayName: _m.Text
    locale: _m.Text
class LongRunningOperation(_m.Document, total=False):
    id: str
    createdDateTime: str
    lastActionDateTime: _m.Text
    resourceLocation: _m.Text
    status: LongRunningOperationStatus | None
    statusDetail: _m.Text
    percentageCompleted: _m.Whole
    tenantId: _m.Text
    type: AttackSimulationOperationType | None | _m.Text
    operationType: EngagementAsyncOperationType | None
    resourceId: _m.Text
    content: _m.Base64
    expirationDateTime: _m.Text
    explorerViewId: _m.Text
    goalsOrganizationId: _m.Text
    errors: list[PublicError]
    warnings: list[PublicError]
    validatedFiles: list[str]
    error: PublicError | None
    percentageComplete: _m.Whole
LongRunningOperationStatus: _TypeAlias = _Literal["notStarted", "running", "succeeded", "failed", "unknownFutureValue"] | str
class M365CapabilityBase(_m.Document, total=False):
    id: str
    inboundAccess: M365CapabilityInboundAccess | None
    lastModifiedDateTime: str
    name: str
class M365CapabilityInboundAccess(_m.Document, total=False):
    isAllowed: _m.Flag
    resourceScopes: M365CapabilityResourceScopes | None
class M365CapabilityResourceScope(_m.Document, total=False):
    resourceId: _m.Text
    resourceType: M365ResourceType | None
class M365CapabilityResourceScopes(_m.Document, total=False):
    excluded: list[M365CapabilityResourceScope]
    included: list[M365CapabilityResourceScope]
M365ResourceType: _TypeAlias = _Literal["none", "group", "user", "unknownFutureValue"] | str
MailDestinationRoutingReason: _TypeAlias = _Literal["none", "mailFlowRule", "safeSender", "blockedSender", "advancedSpamFiltering", "domainAllowList", "domainBlockList", "notInAddressBook", "firstTimeSender", "autoPurgeToInbox", "autoPurgeToJunk", "autoPurgeToDeleted", "outbound", "notJunk", "junk", "unknownFutureValue"] | str
MailboxRecipientType: _TypeAlias = _Literal["unknown", "user", "linked", "shared", "room", "equipment", "others"] | str
class MailboxSettings(_m.Document, total=False):
    archiveFolder: _m.Text
    automaticRepliesSetting: AutomaticRepliesSetting | None
    dateFormat: _m.Text
    delegateMeetingMessageDeliveryOptions: DelegateMeetingMessageDeliveryOptions | None
    language: LocaleInfo | None
    timeFormat: _m.Text
    timeZone: _m.Text
    userPurpose: UserPurpose | None
    userPurposeV2: MailboxRecipientType | None
    workingHours: WorkingHours | None
MatchConfidenceLevel: _TypeAlias = _Literal["exact", "relaxed", "unknownFutureValue"] | str
class MatchingDlpRule(_m.Document, total=False):
    actions: list[DlpActionInfo]
    isMostRestrictive: _m.Flag
    policyId: _m.Text
    policyName: _m.Text
    priority: _m.Whole
    ruleId: _m.Text
    ruleMode: RuleMode | None
    ruleName: _m.Text
class MatchingLabel(_m.Document, total=False):
    applicationMode: ApplicationMode | None
    description: _m.Text
    displayName: _m.Text
    id: str
    isEndpointProtectionEnabled: _m.Flag
    labelActions: list[LabelActionBase]
    name: _m.Text
    policyTip: _m.Text
    priority: _m.Whole
    toolTip: _m.Text
class MembershipRuleProcessingStatus(_m.Document, total=False):
    errorMessage: _m.Text
    lastMembershipUpdated: _m.Text
    status: MembershipRuleProcessingStatusDetails | None
MembershipRuleProcessingStatusDetails: _TypeAlias = _Literal["NotStarted", "Running", "Failed", "Succeeded", "UnsupportedFutureValue"] | str
class MicrosoftAuthenticatorAuthenticationMethod(_m.Document, total=False):
    id: str
    createdDateTime: str
    lastUsedDateTime: _m.Text
    clientAppName: MicrosoftAuthenticatorAuthenticationMethodClientAppName | None
    device: Device | None
    deviceTag: _m.Text
    displayName: _m.Text
    phoneAppVersion: _m.Text
MicrosoftAuthenticatorAuthenticationMethodClientAppName: _TypeAlias = _Literal["microsoftAuthenticator", "outlookMobile", "unknownFutureValue"] | str
class MicrosoftAuthenticatorAuthenticationMethodTarget(_m.Document, total=False):
    id: str
    isRegistrationRequired: bool
    targetType: AuthenticationMethodTargetType
    authenticationMode: MicrosoftAuthenticatorAuthenticationMode | None
MicrosoftAuthenticatorAuthenticationMode: _TypeAlias = _Literal["deviceBasedPush", "push", "any"] | str
class MicrosoftAuthenticatorFeatureSettings(_m.Document, total=False):
    companionAppAllowedState: AuthenticationMethodFeatureConfiguration | None
    displayAppInformationRequiredState: AuthenticationMethodFeatureConfiguration | None
    displayLocationInformationRequiredState: AuthenticationMethodFeatureConfiguration | None
    numberMatchingRequiredState: AuthenticationMethodFeatureConfiguration | None
class MicrosoftAuthenticatorPlatformSettings(_m.Document, total=False):
    enforceAppPIN: EnforceAppPIN | None
MlClassificationMatchTolerance: _TypeAlias = _Literal["exact", "near"] | str
class MobileAppManagementPolicy(_m.Document, total=False):
    id: str
    appliesTo: PolicyScope | None
    complianceUrl: _m.Text
    description: _m.Text
    discoveryUrl: _m.Text
    displayName: _m.Text
    includedGroups: list[Group]
    isValid: _m.Flag
    termsOfUseUrl: _m.Text
class MobileDeviceManagementPolicy(_m.Document, total=False):
    id: str
    appliesTo: PolicyScope | None
    complianceUrl: _m.Text
    description: _m.Text
    discoveryUrl: _m.Text
    displayName: _m.Text
    includedGroups: list[Group]
    isValid: _m.Flag
    termsOfUseUrl: _m.Text
    isMdmEnrollmentDuringRegistrationDisabled: _m.Flag
class MobileDriversLicenseConfiguration(_m.Document, total=False):
    acceptedRegions: list[str]
    documentStandard: _m.Text
MultiFactorAuthConfiguration: _TypeAlias = _Literal["notRequired", "required", "unknownFutureValue"] | str
class MultiTenantOrganization(_m.Document, total=False):
    id: str
    createdDateTime: str
    description: _m.Text
    displayName: _m.Text
    joinRequest: MultiTenantOrganizationJoinRequestRecord | None
    state: MultiTenantOrganizationState | None
    tenants: list[MultiTenantOrganizationMember]
class MultiTenantOrganizationIdentitySyncPolicyTemplate(_m.Document, total=False):
    id: str
    templateApplicationLevel: TemplateApplicationLevel | None
    userSyncInbound: CrossTenantUserSyncInbound | None
class MultiTenantOrganizationJoinRequestRecord(_m.Document, total=False):
    id: str
    addedByTenantId: _m.Text
    memberState: MultiTenantOrganizationMemberState | None
    role: MultiTenantOrganizationMemberRole | None
    transitionDetails: MultiTenantOrganizationJoinRequestTransitionDetails | None
class MultiTenantOrganizationJoinRequestTransitionDetails(_m.Document, total=False):
    desiredMemberState: MultiTenantOrganizationMemberState | None
    details: _m.Text
    status: MultiTenantOrganizationMemberProcessingStatus | None
class MultiTenantOrganizationMember(_m.Document, total=False):
    id: str
    deletedDateTime: str
    addedByTenantId: _m.Text
    addedDateTime: _m.Text
    displayName: _m.Text
    joinedDateTime: _m.Text
    role: MultiTenantOrganizationMemberRole | None
    state: MultiTenantOrganizationMemberState | None
    tenantId: _m.Text
    transitionDetails: MultiTenantOrganizationMemberTransitionDetails | None
MultiTenantOrganizationMemberProcessingStatus: _TypeAlias = _Literal["notStarted", "running", "succeeded", "failed", "unknownFutureValue"] | str
MultiTenantOrganizationMemberRole: _TypeAlias = _Literal["owner", "member", "unknownFutureValue"] | str
MultiTenantOrganizationMemberState: _TypeAlias = _Literal["pending", "active", "removed", "unknownFutureValue"] | str
class MultiTenantOrganizationMemberTransitionDetails(_m.Document, total=False):
    desiredRole: MultiTenantOrganizationMemberRole | None
    desiredState: MultiTenantOrganizationMemberState | None
    details: _m.Text
    status: MultiTenantOrganizationMemberProcessingStatus | None
class MultiTenantOrganizationPartnerConfigurationTemplate(_m.Document, total=False):
    id: str
    automaticUserConsentSettings: InboundOutboundPolicyConfiguration | None
    b2bCollaborationInbound: CrossTenantAccessPolicyB2BSetting | None
    b2bCollaborationOutbound: CrossTenantAccessPolicyB2BSetting | None
    b2bDirectConnectInbound: CrossTenantAccessPolicyB2BSetting | None
    b2bDirectConnectOutbound: CrossTenantAccessPolicyB2BSetting | None
    inboundTrust: CrossTenantAccessPolicyInboundTrust | None
    templateApplicationLevel: TemplateApplicationLevel | None
MultiTenantOrganizationState: _TypeAlias = _Literal["active", "inactive", "unknownFutureValue"] | str
class NamedLocation(_m.Document, total=False):
    deletedDateTime: str
    createdDateTime: str
    displayName: _m.Text
    id: str
    modifiedDateTime: str
    compliantNetworkType: CompliantNetworkType
    isTrusted: bool
    countriesAndRegions: list[str]
    countryLookupMethod: CountryLookupMethodType | None
    includeUnknownCountriesAndRegions: bool
    ipRanges: list[IpRange]
    privateLinkResourcePolicyIds: list[str]
    serviceTags: list[str]
NotifyMembers: _TypeAlias = _Literal["all", "allowSelected", "blockSelected", "unknownFutureValue"] | str
class OAuth2PermissionGrant(_m.Document, total=False):
    id: str
    clientId: _m.Text
    consentType: _m.Text
    expiryTime: _m.Text
    principalId: _m.Text
    resourceId: _m.Text
    scope: _m.Text
    startTime: _m.Text
class ObjectIdentity(_m.Document, total=False):
    issuer: _m.Text
    issuerAssignedId: _m.Text
    signInType: _m.Text
class OidcAddressInboundClaims(_m.Document, total=False):
    country: _m.Text
    locality: _m.Text
    postal_code: _m.Text
    region: _m.Text
    street_address: _m.Text
class OidcClientAuthentication(_m.Document, total=False):
    clientSecret: _m.Hidden
class OidcInboundClaimMappingOverride(_m.Document, total=False):
    address: OidcAddressInboundClaims | None
    email: _m.Text
    email_verified: _m.Text
    family_name: _m.Text
    given_name: _m.Text
    name: _m.Text
    phone_number: _m.Text
    phone_number_verified: _m.Text
    sub: _m.Text
OidcResponseType: _TypeAlias = _Literal["code", "id_token", "token", "unknownFutureValue"] | str
class OnAttributeCollectionExternalUsersSelfServiceSignUp(_m.Document, total=False):
    attributeCollectionPage: AuthenticationAttributeCollectionPage | None
    attributes: list[IdentityUserFlowAttribute]
class OnAttributeCollectionHandler(_m.Document, total=False):
    attributeCollectionPage: AuthenticationAttributeCollectionPage | None
    attributes: list[IdentityUserFlowAttribute]
class OnAttributeCollectionStartCustomExtension(_m.Document, total=False):
    id: str
    authenticationConfiguration: CustomExtensionAuthenticationConfiguration | None
    clientConfiguration: CustomExtensionClientConfiguration | None
    description: _m.Text
    displayName: _m.Text
    endpointConfiguration: CustomExtensionEndpointConfiguration | None
    behaviorOnError: CustomExtensionBehaviorOnError | None
class OnAttributeCollectionStartHandler(_m.Document, total=False):
    configuration: CustomExtensionOverwriteConfiguration | None
    customExtension: OnAttributeCollectionStartCustomExtension | None
class OnAttributeCollectionSubmitCustomExtension(_m.Document, total=False):
    id: str
    authenticationConfiguration: CustomExtensionAuthenticationConfiguration | None
    clientConfiguration: CustomExtensionClientConfiguration | None
    description: _m.Text
    displayName: _m.Text
    endpointConfiguration: CustomExtensionEndpointConfiguration | None
    behaviorOnError: CustomExtensionBehaviorOnError | None
class OnAttributeCollectionSubmitHandler(_m.Document, total=False):
    configuration: CustomExtensionOverwriteConfiguration | None
    customExtension: OnAttributeCollectionSubmitCustomExtension | None
class OnAuthenticationMethodLoadStartExternalUsersSelfServiceSignUp(_m.Document, total=False):
    identityProviders: list[IdentityProviderBase]
class OnAuthenticationMethodLoadStartHandler(_m.Document, total=False):
    identityProviders: list[IdentityProviderBase]
class OnFraudProtectionLoadStartHandler(_m.Document, total=False):
    signUp: FraudProtectionConfiguration | None
class OnInteractiveAuthFlowStartHandler(_m.Document, total=False):
    isSignUpAllowed: _m.Flag
class OnOtpSendCustomExtension(_m.Document, total=False):
    id: str
    authenticationConfiguration: CustomExtensionAuthenticationConfiguration | None
    clientConfiguration: CustomExtensionClientConfiguration | None
    description: _m.Text
    displayName: _m.Text
    endpointConfiguration: CustomExtensionEndpointConfiguration | None
    behaviorOnError: CustomExtensionBehaviorOnError | None
class OnOtpSendHandler(_m.Document, total=False):
    configuration: CustomExtensionOverwriteConfiguration | None
    customExtension: OnOtpSendCustomExtension | None
class OnPasswordSubmitCustomExtension(_m.Document, total=False):
    id: str
    authenticationConfiguration: CustomExtensionAuthenticationConfiguration | None
    clientConfiguration: CustomExtensionClientConfiguration | None
    description: _m.Text
    displayName: _m.Text
    endpointConfiguration: CustomExtensionEndpointConfiguration | None
    behaviorOnError: CustomExtensionBehaviorOnError | None
class OnPasswordSubmitHandler(_m.Document, total=False):
    configuration: CustomExtensionOverwriteConfiguration | None
    customExtension: OnPasswordSubmitCustomExtension | None
    migrationPropertyId: _m.Text
class OnPhoneMethodLoadStartHandler(_m.Document, total=False):
    smsOptions: PhoneOptions | None
    voiceOptions: PhoneOptions | None
class OnPremAuthenticationPolicy(_m.Document, total=False):
    id: str
    deletedDateTime: str
    description: _m.Text
    displayName: _m.Text
    appliesTo: list[DirectoryObject]
    definition: list[str]
    isOrganizationDefault: _m.Flag
class OnPremisesExtensionAttributes(_m.Document, total=False):
    extensionAttribute1: _m.Text
    extensionAttribute10: _m.Text
    extensionAttribute11: _m.Text
    extensionAttribute12: _m.Text
    extensionAttribute13: _m.Text
    extensionAttribute14: _m.Text
    extensionAttribute15: _m.Text
    extensionAttribute2: _m.Text
    extensionAttribute3: _m.Text
    extensionAttribute4: _m.Text
    extensionAttribute5: _m.Text
    extensionAttribute6: _m.Text
    extensionAttribute7: _m.Text
    extensionAttribute8: _m.Text
    extensionAttribute9: _m.Text
class OnPremisesProvisioningError(_m.Document, total=False):
    category: _m.Text
    occurredDateTime: _m.Text
    propertyCausingError: _m.Text
    value: _m.Text
class OnPremisesSipInfo(_m.Document, total=False):
    isSipEnabled: _m.Flag
    sipDeploymentLocation: _m.Text
    sipPrimaryAddress: _m.Text
class OnTokenIssuanceStartCustomExtension(_m.Document, total=False):
    id: str
    authenticationConfiguration: CustomExtensionAuthenticationConfiguration | None
    clientConfiguration: CustomExtensionClientConfiguration | None
    description: _m.Text
    displayName: _m.Text
    endpointConfiguration: CustomExtensionEndpointConfiguration | None
    behaviorOnError: CustomExtensionBehaviorOnError | None
    claimsForTokenConfiguration: list[OnTokenIssuanceStartReturnClaim]
class OnTokenIssuanceStartHandler(_m.Document, total=False):
    configuration: CustomExtensionOverwriteConfiguration | None
    customExtension: OnTokenIssuanceStartCustomExtension | None
class OnTokenIssuanceStartReturnClaim(_m.Document, total=False):
    claimIdInApiResponse: _m.Text
class OnUserCreateStartHandler(_m.Document, total=False):
    userTypeToCreate: UserType | None
class OnVerifiedIdClaimValidationCustomExtension(_m.Document, total=False):
    id: str
    authenticationConfiguration: CustomExtensionAuthenticationConfiguration | None
    clientConfiguration: CustomExtensionClientConfiguration | None
    description: _m.Text
    displayName: _m.Text
    endpointConfiguration: CustomExtensionEndpointConfiguration | None
    behaviorOnError: CustomExtensionBehaviorOnError | None
class OnVerifiedIdClaimValidationHandler(_m.Document, total=False):
    configuration: CustomExtensionOverwriteConfiguration | None
    customExtension: OnVerifiedIdClaimValidationCustomExtension | None
OnlineMeetingForwarders: _TypeAlias = _Literal["everyone", "organizer", "unknownFutureValue"] | str
OnlineMeetingPresenters: _TypeAlias = _Literal["everyone", "organization", "roleIsPresenter", "organizer", "unknownFutureValue"] | str
OpenIdConnectResponseMode: _TypeAlias = _Literal["form_post", "query", "unknownFutureValue"] | str
OpenIdConnectResponseTypes: _TypeAlias = _Literal["code", "id_token", "token"] | str
class OpenIdConnectSetting(_m.Document, total=False):
    clientId: _m.Text
    discoveryUrl: _m.Text
class OwnerlessGroupPolicy(_m.Document, total=False):
    id: str
    emailInfo: EmailDetails | None
    enabledGroupIds: list[str]
    isEnabled: _m.Flag
    maxMembersToNotify: _m.Whole
    notificationDurationInWeeks: _m.Whole
    policyWebUrl: _m.Text
    targetOwners: TargetOwners | None
PageOrientation: _TypeAlias = _Literal["horizontal", "diagonal"] | str
class ParentLabelDetails(_m.Document, total=False):
    color: _m.Text
    description: _m.Text
    id: str
    isActive: _m.Flag
    name: _m.Text
    parent: _Any
    sensitivity: _m.Whole
    tooltip: _m.Text
class PasskeyAuthenticationMethodTarget(_m.Document, total=False):
    id: str
    isRegistrationRequired: bool
    targetType: AuthenticationMethodTargetType
    allowedPasskeyProfiles: list[str]
class PasskeyProfile(_m.Document, total=False):
    id: str
    attestationEnforcement: AttestationEnforcement | None
    keyRestrictions: Fido2KeyRestrictions | None
    name: _m.Text
    passkeyTypes: PasskeyTypes | None
PasskeyType: _TypeAlias = _Literal["deviceBound", "synced", "unknownFutureValue"] | str
PasskeyTypes: _TypeAlias = _Literal["deviceBound", "synced", "unknownFutureValue"] | str
class PasswordAuthenticationMethod(_m.Document, total=False):
    id: str
    createdDateTime: str
    lastUsedDateTime: _m.Text
    password: _m.Hidden
class PasswordCredential(_m.Document, total=False):
    customKeyIdentifier: _m.Base64
    displayName: _m.Text
    endDateTime: _m.Text
    hint: _m.Text
    keyId: _m.Text
    secretText: _m.Hidden
    startDateTime: _m.Text
class PasswordCredentialConfiguration(_m.Document, total=False):
    excludeActors: AppManagementPolicyActorExemptions | None
    maxLifetime: _m.Text
    restrictForAppsCreatedAfterDateTime: _m.Text
    restrictionType: AppCredentialRestrictionType | None
    state: AppManagementRestrictionState | None
class PasswordProfile(_m.Document, total=False):
    forceChangePasswordNextSignIn: _m.Flag
    forceChangePasswordNextSignInWithMfa: _m.Flag
    password: _m.Hidden
class PasswordResetResponse(_m.Document, total=False):
    newPassword: _m.Hidden
class PasswordSingleSignOnField(_m.Document, total=False):
    customizedLabel: _m.Text
    defaultLabel: _m.Text
    fieldId: _m.Text
    type: _m.Text
class PasswordSingleSignOnSettings(_m.Document, total=False):
    fields: list[PasswordSingleSignOnField]
class PasswordlessMicrosoftAuthenticatorAuthenticationMethod(_m.Document, total=False):
    id: str
    createdDateTime: str
    lastUsedDateTime: _m.Text
    creationDateTime: _m.Text
    device: Device | None
    displayName: _m.Text
class PatternedRecurrence(_m.Document, total=False):
    pattern: RecurrencePattern | None
    range: RecurrenceRange | None
PerUserMfaState: _TypeAlias = _Literal["disabled", "enforced", "enabled", "unknownFutureValue"] | str
class PermissionGrantConditionSet(_m.Document, total=False):
    id: str
    certifiedClientApplicationsOnly: _m.Flag
    clientApplicationIds: list[str]
    clientApplicationPublisherIds: list[str]
    clientApplicationTenantIds: list[str]
    clientApplicationsFromVerifiedPublisherOnly: _m.Flag
    permissionClassification: _m.Text
    permissionType: PermissionType | None
    permissions: list[str]
    resourceApplication: _m.Text
    scopeSensitivityLabels: ScopeSensitivityLabels
class PermissionGrantPolicy(_m.Document, total=False):
    id: str
    deletedDateTime: str
    description: _m.Text
    displayName: _m.Text
    excludes: list[PermissionGrantConditionSet]
    includeAllPreApprovedApplications: _m.Flag
    includes: list[PermissionGrantConditionSet]
    resourceScopeType: ResourceScopeType | None
class PermissionGrantPreApprovalPolicy(_m.Document, total=False):
    id: str
    deletedDateTime: str
    conditions: list[PreApprovalDetail]
PermissionKind: _TypeAlias = _Literal["all", "enumerated", "allPermissionsOnResourceApp", "unknownFutureValue"] | str
class PermissionScope(_m.Document, total=False):
    adminConsentDescription: _m.Text
    adminConsentDisplayName: _m.Text
    id: str
    isEnabled: _m.Flag
    origin: _m.Text
    type: _m.Text
    userConsentDescription: _m.Text
    userConsentDisplayName: _m.Text
    value: _m.Text
PermissionType: _TypeAlias = _Literal["application", "delegated", "delegatedUserConsentable"] | str
class PersistentBrowserSessionControl(_m.Document, total=False):
    isEnabled: _m.Flag
    mode: PersistentBrowserSessionMode | None
PersistentBrowserSessionMode: _TypeAlias = _Literal["always", "never"] | str
class PhoneAuthenticationMethod(_m.Document, total=False):
    id: str
    createdDateTime: str
    lastUsedDateTime: _m.Text
    phoneNumber: _m.Text
    phoneType: AuthenticationPhoneType | None
    smsSignInState: AuthenticationMethodSignInState
class PhoneOptions(_m.Document, total=False):
    defaultRegions: list[int]
    excludeRegions: list[int]
    includeAdditionalRegions: list[int]
class Pkcs12CertificateInformation(_m.Document, total=False):
    isActive: bool
    notAfter: int
    notBefore: int
    thumbprint: str
class PlatformCredentialAuthenticationMethod(_m.Document, total=False):
    id: str
    createdDateTime: str
    lastUsedDateTime: _m.Text
    device: Device | None
    displayName: _m.Text
    keyStrength: AuthenticationMethodKeyStrength | None
    platform: AuthenticationMethodPlatform | None
class PolicyDeletableRoot(_m.Document, total=False):
    id: str
    crossTenantPartners: list[CrossTenantAccessPolicyConfigurationPartner]
    crossTenantSyncPolicyPartners: list[CrossTenantIdentitySyncPolicyPartner]
class PolicyRoot(_m.Document, total=False):
    id: str
    accessReviewPolicy: AccessReviewPolicy | None
    activityBasedTimeoutPolicies: list[ActivityBasedTimeoutPolicy]
    adminConsentRequestPolicy: AdminConsentRequestPolicy | None
    appManagementPolicies: list[AppManagementPolicy]
    authenticationFlowsPolicy: AuthenticationFlowsPolicy | None
    authenticationMethodsPolicy: AuthenticationMethodsPolicy | None
    authenticationStrengthPolicies: list[AuthenticationStrengthPolicy]
    authorizationPolicy: list[AuthorizationPolicy]
    b2bManagementPolicies: list[B2bManagementPolicy]
    b2cAuthenticationMethodsPolicy: B2cAuthenticationMethodsPolicy | None
    claimsMappingPolicies: list[ClaimsMappingPolicy]
    conditionalAccessPolicies: list[ConditionalAccessPolicy]
    crossTenantAccessPolicy: CrossTenantAccessPolicy | None
    defaultAppManagementPolicy: TenantAppManagementPolicy | None
    deletedItems: PolicyDeletableRoot | None
    deviceRegistrationPolicy: DeviceRegistrationPolicy | None
    directoryRoleAccessReviewPolicy: DirectoryRoleAccessReviewPolicy | None
    externalIdentitiesPolicy: ExternalIdentitiesPolicy | None
    featureRolloutPolicies: list[FeatureRolloutPolicy]
    federatedTokenValidationPolicy: FederatedTokenValidationPolicy | None
    homeRealmDiscoveryPolicies: list[HomeRealmDiscoveryPolicy]
    identitySecurityDefaultsEnforcementPolicy: IdentitySecurityDefaultsEnforcementPolicy | None
    mobileAppManagementPolicies: list[MobileAppManagementPolicy]
    mobileDeviceManagementPolicies: list[MobileDeviceManagementPolicy]
    onPremAuthenticationPolicies: list[OnPremAuthenticationPolicy]
    ownerlessGroupPolicy: OwnerlessGroupPolicy | None
    permissionGrantPolicies: list[PermissionGrantPolicy]
    permissionGrantPreApprovalPolicies: list[PermissionGrantPreApprovalPolicy]
    roleManagementPolicies: list[UnifiedRoleManagementPolicy]
    roleManagementPolicyAssignments: list[UnifiedRoleManagementPolicyAssignment]
    servicePrincipalCreationPolicies: list[ServicePrincipalCreationPolicy]
    tokenIssuancePolicies: list[TokenIssuancePolicy]
    tokenLifetimePolicies: list[TokenLifetimePolicy]
PolicyScope: _TypeAlias = _Literal["none", "all", "selected", "unknownFutureValue"] | str
class PolicyTemplate(_m.Document, total=False):
    id: str
    multiTenantOrganizationIdentitySynchronization: MultiTenantOrganizationIdentitySyncPolicyTemplate | None
    multiTenantOrganizationPartnerConfiguration: MultiTenantOrganizationPartnerConfigurationTemplate | None
class PreApprovalDetail(_m.Document, total=False):
    permissions: PreApprovedPermissions | None
    scopeType: ResourceScopeType | None
    sensitivityLabels: ScopeSensitivityLabels | None
class PreApprovedPermissions(_m.Document, total=False):
    permissionKind: PermissionKind | None
    permissionType: PermissionType | None
    resourceApplicationId: _m.Text
    permissionIds: list[str]
PrintColorConfiguration: _TypeAlias = _Literal["blackAndWhite", "grayscale", "color", "auto"] | str
PrintColorMode: _TypeAlias = _Literal["blackAndWhite", "grayscale", "color", "auto", "unknownFutureValue"] | str
PrintDuplexConfiguration: _TypeAlias = _Literal["twoSidedLongEdge", "twoSidedShortEdge", "oneSided"] | str
PrintDuplexMode: _TypeAlias = _Literal["flipOnLongEdge", "flipOnShortEdge", "oneSided", "unknownFutureValue"] | str
PrintFinishing: _TypeAlias = _Literal["none", "staple", "punch", "cover", "bind", "saddleStitch", "stitchEdge", "stapleTopLeft", "stapleBottomLeft", "stapleTopRight", "stapleBottomRight", "stitchLeftEdge", "stitchTopEdge", "stitchRightEdge", "stitchBottomEdge", "stapleDualLeft", "stapleDualTop", "stapleDualRight", "stapleDualBottom", "unknownFutureValue", "stapleTripleLeft", "stapleTripleTop", "stapleTripleRight", "stapleTripleBottom", "bindLeft", "bindTop", "bindRight", "bindBottom", "foldAccordion", "foldDoubleGate", "foldGate", "foldHalf", "foldHalfZ", "foldLeftGate", "foldLetter", "foldParallel", "foldPoster", "foldRightGate", "foldZ", "foldEngineeringZ", "punchTopLeft", "punchBottomLeft", "punchTopRight", "punchBottomRight", "punchDualLeft", "punchDualTop", "punchDualRight", "punchDualBottom", "punchTripleLeft", "punchTripleTop", "punchTripleRight", "punchTripleBottom", "punchQuadLeft", "punchQuadTop", "punchQuadRight", "punchQuadBottom", "fold", "trim", "bale", "bookletMaker", "coat", "laminate", "trimAfterPages", "trimAfterDocuments", "trimAfterCopies", "trimAfterJob"] | str
PrintMediaType: _TypeAlias = _Literal["stationery", "transparency", "envelope", "envelopePlain", "continuous", "screen", "screenPaged", "continuousLong", "continuousShort", "envelopeWindow", "multiPartForm", "multiLayer", "labels"] | str
PrintMultipageLayout: _TypeAlias = _Literal["clockwiseFromTopLeft", "counterclockwiseFromTopLeft", "counterclockwiseFromTopRight", "clockwiseFromTopRight", "counterclockwiseFromBottomLeft", "clockwiseFromBottomLeft", "counterclockwiseFromBottomRight", "clockwiseFromBottomRight", "unknownFutureValue"] | str
PrintOrientation: _TypeAlias = _Literal["portrait", "landscape", "reverseLandscape", "reversePortrait", "unknownFutureValue"] | str
PrintPresentationDirection: _TypeAlias = _Literal["clockwiseFromTopLeft", "counterClockwiseFromTopLeft", "counterClockwiseFromTopRight", "clockwiseFromTopRight", "counterClockwiseFromBottomLeft", "clockwiseFromBottomLeft", "counterClockwiseFromBottomRight", "clockwiseFromBottomRight"] | str
PrintQuality: _TypeAlias = _Literal["low", "medium", "high", "unknownFutureValue"] | str
PrintScaling: _TypeAlias = _Literal["auto", "shrinkToFit", "fill", "fit", "none", "unknownFutureValue"] | str
class PrinterCapabilities(_m.Document, total=False):
    bottomMargins: list[int]
    collation: _m.Flag
    colorModes: list[PrintColorMode]
    contentTypes: list[str]
    copiesPerJob: IntegerRange | None
    dpis: list[int]
    duplexModes: list[PrintDuplexMode]
    feedDirections: list[PrinterFeedDirection]
    feedOrientations: list[PrinterFeedOrientation]
    finishings: list[PrintFinishing]
    inputBins: list[str]
    isColorPrintingSupported: _m.Flag
    isPageRangeSupported: _m.Flag
    leftMargins: list[int]
    mediaColors: list[str]
    mediaSizes: list[str]
    mediaTypes: list[str]
    multipageLayouts: list[PrintMultipageLayout]
    orientations: list[PrintOrientation]
    outputBins: list[str]
    pagesPerSheet: list[int]
    qualities: list[PrintQuality]
    rightMargins: list[int]
    scalings: list[PrintScaling]
    supportedColorConfigurations: list[PrintColorConfiguration]
    supportedCopiesPerJob: IntegerRange | None
    supportedDocumentMimeTypes: list[str]
    supportedDuplexConfigurations: list[PrintDuplexConfiguration]
    supportedFinishings: list[PrintFinishing]
    supportedMediaColors: list[str]
    supportedMediaSizes: list[str]
    supportedMediaTypes: list[PrintMediaType]
    supportedOrientations: list[PrintOrientation]
    supportedOutputBins: list[str]
    supportedPagesPerSheet: IntegerRange | None
    supportedPresentationDirections: list[PrintPresentationDirection]
    supportedPrintQualities: list[PrintQuality]
    supportsFitPdfToPage: _m.Flag
    topMargins: list[int]
class PrinterDefaults(_m.Document, total=False):
    colorMode: PrintColorMode | None
    contentType: _m.Text
    copiesPerJob: _m.Whole
    documentMimeType: _m.Text
    dpi: _m.Whole
    duplexConfiguration: PrintDuplexConfiguration | None
    duplexMode: PrintDuplexMode | None
    finishings: list[PrintFinishing]
    fitPdfToPage: _m.Flag
    inputBin: _m.Text
    mediaColor: _m.Text
    mediaSize: _m.Text
    mediaType: _m.Text
    multipageLayout: PrintMultipageLayout | None
    orientation: PrintOrientation | None
    outputBin: _m.Text
    pagesPerSheet: _m.Whole
    pdfFitToPage: _m.Flag
    presentationDirection: PrintPresentationDirection | None
    printColorConfiguration: PrintColorConfiguration | None
    printQuality: PrintQuality | None
    quality: PrintQuality | None
    scaling: PrintScaling | None
PrinterFeedDirection: _TypeAlias = _Literal["longEdgeFirst", "shortEdgeFirst"] | str
PrinterFeedOrientation: _TypeAlias = _Literal["longEdgeFirst", "shortEdgeFirst"] | str
class PrinterLocation(_m.Document, total=False):
    altitudeInMeters: _m.Whole
    building: _m.Text
    city: _m.Text
    countryOrRegion: _m.Text
    floor: _m.Text
    floorDescription: _m.Text
    floorNumber: _m.Whole
    latitude: _m.Number
    longitude: _m.Number
    organization: list[str]
    postalCode: _m.Text
    roomDescription: _m.Text
    roomName: _m.Text
    roomNumber: _m.Whole
    site: _m.Text
    stateOrProvince: _m.Text
    streetAddress: _m.Text
    subdivision: list[str]
    subunit: list[str]
PrinterProcessingState: _TypeAlias = _Literal["unknown", "idle", "processing", "stopped", "unknownFutureValue"] | str
PrinterProcessingStateDetail: _TypeAlias = _Literal["paused", "mediaJam", "mediaNeeded", "mediaLow", "mediaEmpty", "coverOpen", "interlockOpen", "outputTrayMissing", "outputAreaFull", "markerSupplyLow", "markerSupplyEmpty", "inputTrayMissing", "outputAreaAlmostFull", "markerWasteAlmostFull", "markerWasteFull", "fuserOverTemp", "fuserUnderTemp", "other", "none", "movingToPaused", "shutdown", "connectingToDevice", "timedOut", "stopping", "stoppedPartially", "tonerLow", "tonerEmpty", "spoolAreaFull", "doorOpen", "opticalPhotoConductorNearEndOfLife", "opticalPhotoConductorLifeOver", "developerLow", "developerEmpty", "interpreterResourceUnavailable", "unknownFutureValue", "alertRemovalOfBinaryChangeEntry", "banderAdded", "banderAlmostEmpty", "banderAlmostFull", "banderAtLimit", "banderClosed", "banderConfigurationChange", "banderCoverClosed", "banderCoverOpen", "banderEmpty", "banderFull", "banderInterlockClosed", "banderInterlockOpen", "banderJam", "banderLifeAlmostOver", "banderLifeOver", "banderMemoryExhausted", "banderMissing", "banderMotorFailure", "banderNearLimit", "banderOffline", "banderOpened", "banderOverTemperature", "banderPowerSaver", "banderRecoverableFailure", "banderRecoverableStorage", "banderRemoved", "banderResourceAdded", "banderResourceRemoved", "banderThermistorFailure", "banderTimingFailure", "banderTurnedOff", "banderTurnedOn", "banderUnderTemperature", "banderUnrecoverableFailure", "banderUnrecoverableStorageError", "banderWarmingUp", "binderAdded", "binderAlmostEmpty", "binderAlmostFull", "binderAtLimit", "binderClosed", "binderConfigurationChange", "binderCoverClosed", "binderCoverOpen", "binderEmpty", "binderFull", "binderInterlockClosed", "binderInterlockOpen", "binderJam", "binderLifeAlmostOver", "binderLifeOver", "binderMemoryExhausted", "binderMissing", "binderMotorFailure", "binderNearLimit", "binderOffline", "binderOpened", "binderOverTemperature", "binderPowerSaver", "binderRecoverableFailure", "binderRecoverableStorage", "binderRemoved", "binderResourceAdded", "binderResourceRemoved", "binderThermistorFailure", "binderTimingFailure", "binderTurnedOff", "binderTurnedOn", "binderUnderTemperature", "binderUnrecoverableFailure", "binderUnrecoverableStorageError", "binderWarmingUp", "cameraFailure", "chamberCooling", "chamberFailure", "chamberHeating", "chamberTemperatureHigh", "chamberTemperatureLow", "cleanerLifeAlmostOver", "cleanerLifeOver", "configurationChange", "deactivated", "deleted", "dieCutterAdded", "dieCutterAlmostEmpty", "dieCutterAlmostFull", "dieCutterAtLimit", "dieCutterClosed", "dieCutterConfigurationChange", "dieCutterCoverClosed", "dieCutterCoverOpen", "dieCutterEmpty", "dieCutterFull", "dieCutterInterlockClosed", "dieCutterInterlockOpen", "dieCutterJam", "dieCutterLifeAlmostOver", "dieCutterLifeOver", "dieCutterMemoryExhausted", "dieCutterMissing", "dieCutterMotorFailure", "dieCutterNearLimit", "dieCutterOffline", "dieCutterOpened", "dieCutterOverTemperature", "dieCutterPowerSaver", "dieCutterRecoverableFailure", "dieCutterRecoverableStorage", "dieCutterRemoved", "dieCutterResourceAdded", "dieCutterResourceRemoved", "dieCutterThermistorFailure", "dieCutterTimingFailure", "dieCutterTurnedOff", "dieCutterTurnedOn", "dieCutterUnderTemperature", "dieCutterUnrecoverableFailure", "dieCutterUnrecoverableStorageError", "dieCutterWarmingUp", "extruderCooling", "extruderFailure", "extruderHeating", "extruderJam", "extruderTemperatureHigh", "extruderTemperatureLow", "fanFailure", "faxModemLifeAlmostOver", "faxModemLifeOver", "faxModemMissing", "faxModemTurnedOff", "faxModemTurnedOn", "folderAdded", "folderAlmostEmpty", "folderAlmostFull", "folderAtLimit", "folderClosed", "folderConfigurationChange", "folderCoverClosed", "folderCoverOpen", "folderEmpty", "folderFull", "folderInterlockClosed", "folderInterlockOpen", "folderJam", "folderLifeAlmostOver", "folderLifeOver", "folderMemoryExhausted", "folderMissing", "folderMotorFailure", "folderNearLimit", "folderOffline", "folderOpened", "folderOverTemperature", "folderPowerSaver", "folderRecoverableFailure", "folderRecoverableStorage", "folderRemoved", "folderResourceAdded", "folderResourceRemoved", "folderThermistorFailure", "folderTimingFailure", "folderTurnedOff", "folderTurnedOn", "folderUnderTemperature", "folderUnrecoverableFailure", "folderUnrecoverableStorageError", "folderWarmingUp", "hibernate", "holdNewJobs", "identifyPrinterRequested", "imprinterAdded", "imprinterAlmostEmpty", "imprinterAlmostFull", "imprinterAtLimit", "imprinterClosed", "imprinterConfigurationChange", "imprinterCoverClosed", "imprinterCoverOpen", "imprinterEmpty", "imprinterFull", "imprinterInterlockClosed", "imprinterInterlockOpen", "imprinterJam", "imprinterLifeAlmostOver", "imprinterLifeOver", "imprinterMemoryExhausted", "imprinterMissing", "imprinterMotorFailure", "imprinterNearLimit", "imprinterOffline", "imprinterOpened", "imprinterOverTemperature", "imprinterPowerSaver", "imprinterRecoverableFailure", "imprinterRecoverableStorage", "imprinterRemoved", "imprinterResourceAdded", "imprinterResourceRemoved", "imprinterThermistorFailure", "imprinterTimingFailure", "imprinterTurnedOff", "imprinterTurnedOn", "imprinterUnderTemperature", "imprinterUnrecoverableFailure", "imprinterUnrecoverableStorageError", "imprinterWarmingUp", "inputCannotFeedSizeSelected", "inputManualInputRequest", "inputMediaColorChange", "inputMediaFormPartsChange", "inputMediaSizeChange", "inputMediaTrayFailure", "inputMediaTrayFeedError", "inputMediaTrayJam", "inputMediaTypeChange", "inputMediaWeightChange", "inputPickRollerFailure", "inputPickRollerLifeOver", "inputPickRollerLifeWarn", "inputPickRollerMissing", "inputTrayElevationFailure", "inputTrayPositionFailure", "inserterAdded", "inserterAlmostEmpty", "inserterAlmostFull", "inserterAtLimit", "inserterClosed", "inserterConfigurationChange", "inserterCoverClosed", "inserterCoverOpen", "inserterEmpty", "inserterFull", "inserterInterlockClosed", "inserterInterlockOpen", "inserterJam", "inserterLifeAlmostOver", "inserterLifeOver", "inserterMemoryExhausted", "inserterMissing", "inserterMotorFailure", "inserterNearLimit", "inserterOffline", "inserterOpened", "inserterOverTemperature", "inserterPowerSaver", "inserterRecoverableFailure", "inserterRecoverableStorage", "inserterRemoved", "inserterResourceAdded", "inserterResourceRemoved", "inserterThermistorFailure", "inserterTimingFailure", "inserterTurnedOff", "inserterTurnedOn", "inserterUnderTemperature", "inserterUnrecoverableFailure", "inserterUnrecoverableStorageError", "inserterWarmingUp", "interlockClosed", "interpreterCartridgeAdded", "interpreterCartridgeDeleted", "interpreterComplexPageEncountered", "interpreterMemoryDecrease", "interpreterMemoryIncrease", "interpreterResourceAdded", "interpreterResourceDeleted", "lampAtEol", "lampFailure", "lampNearEol", "laserAtEol", "laserFailure", "laserNearEol", "makeEnvelopeAdded", "makeEnvelopeAlmostEmpty", "makeEnvelopeAlmostFull", "makeEnvelopeAtLimit", "makeEnvelopeClosed", "makeEnvelopeConfigurationChange", "makeEnvelopeCoverClosed", "makeEnvelopeCoverOpen", "makeEnvelopeEmpty", "makeEnvelopeFull", "makeEnvelopeInterlockClosed", "makeEnvelopeInterlockOpen", "makeEnvelopeJam", "makeEnvelopeLifeAlmostOver", "makeEnvelopeLifeOver", "makeEnvelopeMemoryExhausted", "makeEnvelopeMissing", "makeEnvelopeMotorFailure", "makeEnvelopeNearLimit", "makeEnvelopeOffline", "makeEnvelopeOpened", "makeEnvelopeOverTemperature", "makeEnvelopePowerSaver", "makeEnvelopeRecoverableFailure", "makeEnvelopeRecoverableStorage", "makeEnvelopeRemoved", "makeEnvelopeResourceAdded", "makeEnvelopeResourceRemoved", "makeEnvelopeThermistorFailure", "makeEnvelopeTimingFailure", "makeEnvelopeTurnedOff", "makeEnvelopeTurnedOn", "makeEnvelopeUnderTemperature", "makeEnvelopeUnrecoverableFailure", "makeEnvelopeUnrecoverableStorageError", "makeEnvelopeWarmingUp", "markerAdjustingPrintQuality", "markerCleanerMissing", "markerDeveloperAlmostEmpty", "markerDeveloperEmpty", "markerDeveloperMissing", "markerFuserMissing", "markerFuserThermistorFailure", "markerFuserTimingFailure", "markerInkAlmostEmpty", "markerInkEmpty", "markerInkMissing", "markerOpcMissing", "markerPrintRibbonAlmostEmpty", "markerPrintRibbonEmpty", "markerPrintRibbonMissing", "markerSupplyAlmostEmpty", "markerSupplyMissing", "markerTonerCartridgeMissing", "markerTonerMissing", "markerWasteInkReceptacleAlmostFull", "markerWasteInkReceptacleFull", "markerWasteInkReceptacleMissing", "markerWasteMissing", "markerWasteTonerReceptacleAlmostFull", "markerWasteTonerReceptacleFull", "markerWasteTonerReceptacleMissing", "materialEmpty", "materialLow", "materialNeeded", "mediaDrying", "mediaPathCannotDuplexMediaSelected", "mediaPathFailure", "mediaPathInputEmpty", "mediaPathInputFeedError", "mediaPathInputJam", "mediaPathInputRequest", "mediaPathJam", "mediaPathMediaTrayAlmostFull", "mediaPathMediaTrayFull", "mediaPathMediaTrayMissing", "mediaPathOutputFeedError", "mediaPathOutputFull", "mediaPathOutputJam", "mediaPathPickRollerFailure", "mediaPathPickRollerLifeOver", "mediaPathPickRollerLifeWarn", "mediaPathPickRollerMissing", "motorFailure", "outputMailboxSelectFailure", "outputMediaTrayFailure", "outputMediaTrayFeedError", "outputMediaTrayJam", "perforaterAdded", "perforaterAlmostEmpty", "perforaterAlmostFull", "perforaterAtLimit", "perforaterClosed", "perforaterConfigurationChange", "perforaterCoverClosed", "perforaterCoverOpen", "perforaterEmpty", "perforaterFull", "perforaterInterlockClosed", "perforaterInterlockOpen", "perforaterJam", "perforaterLifeAlmostOver", "perforaterLifeOver", "perforaterMemoryExhausted", "perforaterMissing", "perforaterMotorFailure", "perforaterNearLimit", "perforaterOffline", "perforaterOpened", "perforaterOverTemperature", "perforaterPowerSaver", "perforaterRecoverableFailure", "perforaterRecoverableStorage", "perforaterRemoved", "perforaterResourceAdded", "perforaterResourceRemoved", "perforaterThermistorFailure", "perforaterTimingFailure", "perforaterTurnedOff", "perforaterTurnedOn", "perforaterUnderTemperature", "perforaterUnrecoverableFailure", "perforaterUnrecoverableStorageError", "perforaterWarmingUp", "platformCooling", "platformFailure", "platformHeating", "platformTemperatureHigh", "platformTemperatureLow", "powerDown", "powerUp", "printerManualReset", "printerNmsReset", "printerReadyToPrint", "puncherAdded", "puncherAlmostEmpty", "puncherAlmostFull", "puncherAtLimit", "puncherClosed", "puncherConfigurationChange", "puncherCoverClosed", "puncherCoverOpen", "puncherEmpty", "puncherFull", "puncherInterlockClosed", "puncherInterlockOpen", "puncherJam", "puncherLifeAlmostOver", "puncherLifeOver", "puncherMemoryExhausted", "puncherMissing", "puncherMotorFailure", "puncherNearLimit", "puncherOffline", "puncherOpened", "puncherOverTemperature", "puncherPowerSaver", "puncherRecoverableFailure", "puncherRecoverableStorage", "puncherRemoved", "puncherResourceAdded", "puncherResourceRemoved", "puncherThermistorFailure", "puncherTimingFailure", "puncherTurnedOff", "puncherTurnedOn", "puncherUnderTemperature", "puncherUnrecoverableFailure", "puncherUnrecoverableStorageError", "puncherWarmingUp", "resuming", "scanMediaPathFailure", "scanMediaPathInputEmpty", "scanMediaPathInputFeedError", "scanMediaPathInputJam", "scanMediaPathInputRequest", "scanMediaPathJam", "scanMediaPathOutputFeedError", "scanMediaPathOutputFull", "scanMediaPathOutputJam", "scanMediaPathPickRollerFailure", "scanMediaPathPickRollerLifeOver", "scanMediaPathPickRollerLifeWarn", "scanMediaPathPickRollerMissing", "scanMediaPathTrayAlmostFull", "scanMediaPathTrayFull", "scanMediaPathTrayMissing", "scannerLightFailure", "scannerLightLifeAlmostOver", "scannerLightLifeOver", "scannerLightMissing", "scannerSensorFailure", "scannerSensorLifeAlmostOver", "scannerSensorLifeOver", "scannerSensorMissing", "separationCutterAdded", "separationCutterAlmostEmpty", "separationCutterAlmostFull", "separationCutterAtLimit", "separationCutterClosed", "separationCutterConfigurationChange", "separationCutterCoverClosed", "separationCutterCoverOpen", "separationCutterEmpty", "separationCutterFull", "separationCutterInterlockClosed", "separationCutterInterlockOpen", "separationCutterJam", "separationCutterLifeAlmostOver", "separationCutterLifeOver", "separationCutterMemoryExhausted", "separationCutterMissing", "separationCutterMotorFailure", "separationCutterNearLimit", "separationCutterOffline", "separationCutterOpened", "separationCutterOverTemperature", "separationCutterPowerSaver", "separationCutterRecoverableFailure", "separationCutterRecoverableStorage", "separationCutterRemoved", "separationCutterResourceAdded", "separationCutterResourceRemoved", "separationCutterThermistorFailure", "separationCutterTimingFailure", "separationCutterTurnedOff", "separationCutterTurnedOn", "separationCutterUnderTemperature", "separationCutterUnrecoverableFailure", "separationCutterUnrecoverableStorageError", "separationCutterWarmingUp", "sheetRotatorAdded", "sheetRotatorAlmostEmpty", "sheetRotatorAlmostFull", "sheetRotatorAtLimit", "sheetRotatorClosed", "sheetRotatorConfigurationChange", "sheetRotatorCoverClosed", "sheetRotatorCoverOpen", "sheetRotatorEmpty", "sheetRotatorFull", "sheetRotatorInterlockClosed", "sheetRotatorInterlockOpen", "sheetRotatorJam", "sheetRotatorLifeAlmostOver", "sheetRotatorLifeOver", "sheetRotatorMemoryExhausted", "sheetRotatorMissing", "sheetRotatorMotorFailure", "sheetRotatorNearLimit", "sheetRotatorOffline", "sheetRotatorOpened", "sheetRotatorOverTemperature", "sheetRotatorPowerSaver", "sheetRotatorRecoverableFailure", "sheetRotatorRecoverableStorage", "sheetRotatorRemoved", "sheetRotatorResourceAdded", "sheetRotatorResourceRemoved", "sheetRotatorThermistorFailure", "sheetRotatorTimingFailure", "sheetRotatorTurnedOff", "sheetRotatorTurnedOn", "sheetRotatorUnderTemperature", "sheetRotatorUnrecoverableFailure", "sheetRotatorUnrecoverableStorageError", "sheetRotatorWarmingUp", "slitterAdded", "slitterAlmostEmpty", "slitterAlmostFull", "slitterAtLimit", "slitterClosed", "slitterConfigurationChange", "slitterCoverClosed", "slitterCoverOpen", "slitterEmpty", "slitterFull", "slitterInterlockClosed", "slitterInterlockOpen", "slitterJam", "slitterLifeAlmostOver", "slitterLifeOver", "slitterMemoryExhausted", "slitterMissing", "slitterMotorFailure", "slitterNearLimit", "slitterOffline", "slitterOpened", "slitterOverTemperature", "slitterPowerSaver", "slitterRecoverableFailure", "slitterRecoverableStorage", "slitterRemoved", "slitterResourceAdded", "slitterResourceRemoved", "slitterThermistorFailure", "slitterTimingFailure", "slitterTurnedOff", "slitterTurnedOn", "slitterUnderTemperature", "slitterUnrecoverableFailure", "slitterUnrecoverableStorageError", "slitterWarmingUp", "stackerAdded", "stackerAlmostEmpty", "stackerAlmostFull", "stackerAtLimit", "stackerClosed", "stackerConfigurationChange", "stackerCoverClosed", "stackerCoverOpen", "stackerEmpty", "stackerFull", "stackerInterlockClosed", "stackerInterlockOpen", "stackerJam", "stackerLifeAlmostOver", "stackerLifeOver", "stackerMemoryExhausted", "stackerMissing", "stackerMotorFailure", "stackerNearLimit", "stackerOffline", "stackerOpened", "stackerOverTemperature", "stackerPowerSaver", "stackerRecoverableFailure", "stackerRecoverableStorage", "stackerRemoved", "stackerResourceAdded", "stackerResourceRemoved", "stackerThermistorFailure", "stackerTimingFailure", "stackerTurnedOff", "stackerTurnedOn", "stackerUnderTemperature", "stackerUnrecoverableFailure", "stackerUnrecoverableStorageError", "stackerWarmingUp", "standby", "staplerAdded", "staplerAlmostEmpty", "staplerAlmostFull", "staplerAtLimit", "staplerClosed", "staplerConfigurationChange", "staplerCoverClosed", "staplerCoverOpen", "staplerEmpty", "staplerFull", "staplerInterlockClosed", "staplerInterlockOpen", "staplerJam", "staplerLifeAlmostOver", "staplerLifeOver", "staplerMemoryExhausted", "staplerMissing", "staplerMotorFailure", "staplerNearLimit", "staplerOffline", "staplerOpened", "staplerOverTemperature", "staplerPowerSaver", "staplerRecoverableFailure", "staplerRecoverableStorage", "staplerRemoved", "staplerResourceAdded", "staplerResourceRemoved", "staplerThermistorFailure", "staplerTimingFailure", "staplerTurnedOff", "staplerTurnedOn", "staplerUnderTemperature", "staplerUnrecoverableFailure", "staplerUnrecoverableStorageError", "staplerWarmingUp", "stitcherAdded", "stitcherAlmostEmpty", "stitcherAlmostFull", "stitcherAtLimit", "stitcherClosed", "stitcherConfigurationChange", "stitcherCoverClosed", "stitcherCoverOpen", "stitcherEmpty", "stitcherFull", "stitcherInterlockClosed", "stitcherInterlockOpen", "stitcherJam", "stitcherLifeAlmostOver", "stitcherLifeOver", "stitcherMemoryExhausted", "stitcherMissing", "stitcherMotorFailure", "stitcherNearLimit", "stitcherOffline", "stitcherOpened", "stitcherOverTemperature", "stitcherPowerSaver", "stitcherRecoverableFailure", "stitcherRecoverableStorage", "stitcherRemoved", "stitcherResourceAdded", "stitcherResourceRemoved", "stitcherThermistorFailure", "stitcherTimingFailure", "stitcherTurnedOff", "stitcherTurnedOn", "stitcherUnderTemperature", "stitcherUnrecoverableFailure", "stitcherUnrecoverableStorageError", "stitcherWarmingUp", "subunitAdded", "subunitAlmostEmpty", "subunitAlmostFull", "subunitAtLimit", "subunitClosed", "subunitCoolingDown", "subunitEmpty", "subunitFull", "subunitLifeAlmostOver", "subunitLifeOver", "subunitMemoryExhausted", "subunitMissing", "subunitMotorFailure", "subunitNearLimit", "subunitOffline", "subunitOpened", "subunitOverTemperature", "subunitPowerSaver", "subunitRecoverableFailure", "subunitRecoverableStorage", "subunitRemoved", "subunitResourceAdded", "subunitResourceRemoved", "subunitThermistorFailure", "subunitTimingFailure", "subunitTurnedOff", "subunitTurnedOn", "subunitUnderTemperature", "subunitUnrecoverableFailure", "subunitUnrecoverableStorage", "subunitWarmingUp", "suspend", "testing", "trimmerAdded", "trimmerAlmostEmpty", "trimmerAlmostFull", "trimmerAtLimit", "trimmerClosed", "trimmerConfigurationChange", "trimmerCoverClosed", "trimmerCoverOpen", "trimmerEmpty", "trimmerFull", "trimmerInterlockClosed", "trimmerInterlockOpen", "trimmerJam", "trimmerLifeAlmostOver", "trimmerLifeOver", "trimmerMemoryExhausted", "trimmerMissing", "trimmerMotorFailure", "trimmerNearLimit", "trimmerOffline", "trimmerOpened", "trimmerOverTemperature", "trimmerPowerSaver", "trimmerRecoverableFailure", "trimmerRecoverableStorage", "trimmerRemoved", "trimmerResourceAdded", "trimmerResourceRemoved", "trimmerThermistorFailure", "trimmerTimingFailure", "trimmerTurnedOff", "trimmerTurnedOn", "trimmerUnderTemperature", "trimmerUnrecoverableFailure", "trimmerUnrecoverableStorageError", "trimmerWarmingUp", "unknown", "wrapperAdded", "wrapperAlmostEmpty", "wrapperAlmostFull", "wrapperAtLimit", "wrapperClosed", "wrapperConfigurationChange", "wrapperCoverClosed", "wrapperCoverOpen", "wrapperEmpty", "wrapperFull", "wrapperInterlockClosed", "wrapperInterlockOpen", "wrapperJam", "wrapperLifeAlmostOver", "wrapperLifeOver", "wrapperMemoryExhausted", "wrapperMissing", "wrapperMotorFailure", "wrapperNearLimit", "wrapperOffline", "wrapperOpened", "wrapperOverTemperature", "wrapperPowerSaver", "wrapperRecoverableFailure", "wrapperRecoverableStorage", "wrapperRemoved", "wrapperResourceAdded", "wrapperResourceRemoved", "wrapperThermistorFailure", "wrapperTimingFailure", "wrapperTurnedOff", "wrapperTurnedOn", "wrapperUnderTemperature", "wrapperUnrecoverableFailure", "wrapperUnrecoverableStorageError", "wrapperWarmingUp"] | str
PrinterProcessingStateReason: _TypeAlias = _Literal["paused", "mediaJam", "mediaNeeded", "mediaLow", "mediaEmpty", "coverOpen", "interlockOpen", "outputTrayMissing", "outputAreaFull", "markerSupplyLow", "markerSupplyEmpty", "inputTrayMissing", "outputAreaAlmostFull", "markerWasteAlmostFull", "markerWasteFull", "fuserOverTemp", "fuserUnderTemp", "other", "none", "movingToPaused", "shutdown", "connectingToDevice", "timedOut", "stopping", "stoppedPartially", "tonerLow", "tonerEmpty", "spoolAreaFull", "doorOpen", "opticalPhotoConductorNearEndOfLife", "opticalPhotoConductorLifeOver", "developerLow", "developerEmpty", "interpreterResourceUnavailable", "unknownFutureValue"] | str
class PrinterShare(_m.Document, total=False):
    id: str
    capabilities: PrinterCapabilities | None
    defaults: PrinterDefaults | None
    displayName: _m.Text
    isAcceptingJobs: _m.Flag
    location: PrinterLocation | None
    manufacturer: _m.Text
    model: _m.Text
    name: _m.Text
    status: PrinterStatus | None
    allowAllUsers: _m.Flag
    createdDateTime: str
    viewPoint: PrinterShareViewpoint | None
class PrinterShareViewpoint(_m.Document, total=False):
    lastUsedDateTime: _m.Text
class PrinterStatus(_m.Document, total=False):
    description: _m.Text
    details: list[PrinterProcessingStateDetail]
    processingState: PrinterProcessingState | None
    processingStateDescription: _m.Text
    processingStateReasons: list[PrinterProcessingStateReason]
    state: PrinterProcessingState | None
PromptLoginBehavior: _TypeAlias = _Literal["translateToFreshPasswordAuthentication", "nativeSupport", "disabled", "unknownFutureValue"] | str
class ProtectedContent(_m.Document, total=False):
    cid: _m.Text
    format: _m.Text
    labelId: _m.Text
class ProvisionedPlan(_m.Document, total=False):
    capabilityStatus: _m.Text
    provisioningStatus: _m.Text
    service: _m.Text
class PublicError(_m.Document, total=False):
    code: _m.Text
    details: list[PublicErrorDetail]
    innerError: PublicInnerError | None
    message: _m.Text
    target: _m.Text
class PublicErrorDetail(_m.Document, total=False):
    code: _m.Text
    message: _m.Text
    target: _m.Text
class PublicInnerError(_m.Document, total=False):
    code: _m.Text
    details: list[PublicErrorDetail]
    message: _m.Text
    target: _m.Text
class QrCode(_m.Document, total=False):
    id: str
    createdDateTime: str
    expireDateTime: _m.Text
    image: QrCodeImageDetails | None
    lastUsedDateTime: _m.Text
    startDateTime: _m.Text
class QrCodeImageDetails(_m.Document, total=False):
    binaryValue: _m.Base64
    errorCorrectionLevel: ErrorCorrectionLevel | None
    rawContent: _m.Base64
    version: _m.Whole
class QrCodePinAuthenticationMethod(_m.Document, total=False):
    id: str
    createdDateTime: str
    lastUsedDateTime: _m.Text
    pin: QrPin | None
    standardQRCode: QrCode | None
    temporaryQRCode: QrCode | None
class QrPin(_m.Document, total=False):
    id: str
    code: _m.Hidden
    createdDateTime: str
    forceChangePinNextSignIn: _m.Flag
    updatedDateTime: _m.Text
class Recipient(_m.Document, total=False):
    emailAddress: EmailAddress | None
    type: AttendeeType | None
    proposedNewTime: TimeSlot | None
    status: ResponseStatus | None
class RecurrencePattern(_m.Document, total=False):
    dayOfMonth: _m.Whole
    daysOfWeek: list[DayOfWeek]
    firstDayOfWeek: DayOfWeek | None
    index: WeekIndex | None
    interval: _m.Whole
    month: _m.Whole
    type: RecurrencePatternType | None
RecurrencePatternType: _TypeAlias = _Literal["daily", "weekly", "absoluteMonthly", "relativeMonthly", "absoluteYearly", "relativeYearly"] | str
class RecurrenceRange(_m.Document, total=False):
    endDate: _m.Text
    numberOfOccurrences: _m.Whole
    recurrenceTimeZone: _m.Text
    startDate: _m.Text
    type: RecurrenceRangeType | None
RecurrenceRangeType: _TypeAlias = _Literal["endDate", "noEnd", "numbered"] | str
class RedirectUriAllowedDomainConfiguration(_m.Document, total=False):
    allowedDomains: list[str]
    excludeActors: AppManagementPolicyActorExemptions | None
    isStateSetByMicrosoft: bool
    publicClient: RedirectUriPlatformAllowedDomainConfiguration | None
    restrictForAppsCreatedAfterDateTime: _m.Text
    spa: RedirectUriPlatformAllowedDomainConfiguration | None
    state: AppManagementRestrictionState | None
    web: RedirectUriPlatformAllowedDomainConfiguration | None
class RedirectUriAllowedSchemeConfiguration(_m.Document, total=False):
    allowedSchemes: list[str]
    excludeActors: AppManagementPolicyActorExemptions | None
    isStateSetByMicrosoft: bool
    publicClient: RedirectUriPlatformAllowedSchemeConfiguration | None
    restrictForAppsCreatedAfterDateTime: _m.Text
    spa: RedirectUriPlatformAllowedSchemeConfiguration | None
    state: AppManagementRestrictionState | None
    web: RedirectUriPlatformAllowedSchemeConfiguration | None
class RedirectUriBlockedDomainConfiguration(_m.Document, total=False):
    blockedDomains: list[str]
    excludeActors: AppManagementPolicyActorExemptions | None
    isStateSetByMicrosoft: bool
    publicClient: RedirectUriPlatformBlockedDomainConfiguration | None
    restrictForAppsCreatedAfterDateTime: _m.Text
    spa: RedirectUriPlatformBlockedDomainConfiguration | None
    state: AppManagementRestrictionState | None
    web: RedirectUriPlatformBlockedDomainConfiguration | None
class RedirectUriBlockedSchemeConfiguration(_m.Document, total=False):
    blockedSchemes: list[str]
    excludeActors: AppManagementPolicyActorExemptions | None
    exemptFormats: list[str]
    isStateSetByMicrosoft: bool
    publicClient: RedirectUriPlatformBlockedSchemeConfiguration | None
    restrictForAppsCreatedAfterDateTime: _m.Text
    spa: RedirectUriPlatformBlockedSchemeConfiguration | None
    state: AppManagementRestrictionState | None
    web: RedirectUriPlatformBlockedSchemeConfiguration | None
class RedirectUriConfiguration(_m.Document, total=False):
    uriWithBlockedDomain: RedirectUriBlockedDomainConfiguration | None
    uriWithBlockedScheme: RedirectUriBlockedSchemeConfiguration | None
    uriWithWildcard: RedirectUriWildcardConfiguration | None
    uriWithoutAllowedDomain: RedirectUriAllowedDomainConfiguration | None
    uriWithoutAllowedScheme: RedirectUriAllowedSchemeConfiguration | None
class RedirectUriPlatformAllowedDomainConfiguration(_m.Document, total=False):
    allowedDomains: list[str]
class RedirectUriPlatformAllowedSchemeConfiguration(_m.Document, total=False):
    allowedSchemes: list[str]
class RedirectUriPlatformBlockedDomainConfiguration(_m.Document, total=False):
    blockedDomains: list[str]
class RedirectUriPlatformBlockedSchemeConfiguration(_m.Document, total=False):
    blockedSchemes: list[str]
    exemptFormats: list[str]
class RedirectUriWildcardConfiguration(_m.Document, total=False):
    excludeActors: AppManagementPolicyActorExemptions | None
    excludeFormats: RedirectUriWildcardExcludeFormats | None
    isStateSetByMicrosoft: bool
    restrictForAppsCreatedAfterDateTime: _m.Text
    state: AppManagementRestrictionState | None
class RedirectUriWildcardExcludeFormats(_m.Document, total=False):
    excludeWildcardsInPath: _m.Flag
    excludeWildcardsInPathWithDomains: list[str]
class RegistrationEnforcement(_m.Document, total=False):
    authenticationMethodsRegistrationCampaign: AuthenticationMethodsRegistrationCampaign | None
class ReportSuspiciousActivitySettings(_m.Document, total=False):
    includeTarget: IncludeTarget | None
    state: AdvancedConfigState | None
    voiceReportingCode: _m.Whole
class RequestSchedule(_m.Document, total=False):
    expiration: ExpirationPattern | None
    recurrence: PatternedRecurrence | None
    startDateTime: _m.Text
class ResetPasswordBody(_m.Document, total=False):
    newPassword: _m.Hidden
class ResourceAccountKeyAuthenticationMethod(_m.Document, total=False):
    id: str
    createdDateTime: str
    lastUsedDateTime: _m.Text
    device: Device | None
    displayName: _m.Text
ResourceScopeType: _TypeAlias = _Literal["group", "chat", "tenant", "unknownFutureValue", "team"] | str
class ResponseStatus(_m.Document, total=False):
    response: ResponseType | None
    time: _m.Text
ResponseType: _TypeAlias = _Literal["none", "organizer", "tentativelyAccepted", "accepted", "declined", "notResponded"] | str
class ResponsiblePolicy(_m.Document, total=False):
    id: str
    name: _m.Text
class ResponsibleSensitiveType(_m.Document, total=False):
    description: _m.Text
    id: str
    name: _m.Text
    publisherName: _m.Text
    rulePackageId: _m.Text
    rulePackageType: _m.Text
RestrictionAction: _TypeAlias = _Literal["warn", "audit", "block"] | str
class RiskAlert(_m.Document, total=False):
    displayName: _m.Text
    mitreTechniques: list[str]
    providerAlertId: _m.Text
    severity: Severity | None
RiskDetail: _TypeAlias = _Literal["none", "adminGeneratedTemporaryPassword", "userPerformedSecuredPasswordChange", "userPerformedSecuredPasswordReset", "adminConfirmedSigninSafe", "aiConfirmedSigninSafe", "userPassedMFADrivenByRiskBasedPolicy", "adminDismissedAllRiskForUser", "adminConfirmedSigninCompromised", "hidden", "adminConfirmedUserCompromised", "unknownFutureValue", "adminConfirmedServicePrincipalCompromised", "adminDismissedAllRiskForServicePrincipal", "m365DAdminDismissedDetection", "userChangedPasswordOnPremises", "adminDismissedRiskForSignIn", "adminConfirmedAccountSafe", "adminConfirmedAgentSafe", "adminConfirmedAgentCompromised", "adminDismissedRiskForAgent", "microsoftRevokedSessions", "aiElevatedAccountRisk", "userPassedVerifiedIdDrivenByRiskBasedPolicy"] | str
class RiskDetection(_m.Document, total=False):
    id: str
    activity: ActivityType | None
    activityDateTime: _m.Text
    additionalInfo: _m.Text
    correlationId: _m.Text
    detectedDateTime: _m.Text
    detectionTimingType: RiskDetectionTimingType | None
    ipAddress: _m.Text
    lastUpdatedDateTime: _m.Text
    location: SignInLocation | None
    mitreTechniqueId: _m.Text
    requestId: _m.Text
    riskDetail: RiskDetail | None
    riskEventType: _m.Text
    riskLevel: RiskLevel | None
    riskState: RiskState | None
    riskType: RiskEventType | None
    source: _m.Text
    tokenIssuerType: TokenIssuerType | None
    userDisplayName: _m.Text
    userId: _m.Text
    userPrincipalName: _m.Text
RiskDetectionTimingType: _TypeAlias = _Literal["notDefined", "realtime", "nearRealtime", "offline", "unknownFutureValue"] | str
RiskEventType: _TypeAlias = _Literal["unlikelyTravel", "anonymizedIPAddress", "maliciousIPAddress", "unfamiliarFeatures", "malwareInfectedIPAddress", "suspiciousIPAddress", "leakedCredentials", "investigationsThreatIntelligence", "generic", "adminConfirmedUserCompromised", "mcasImpossibleTravel", "mcasSuspiciousInboxManipulationRules", "investigationsThreatIntelligenceSigninLinked", "maliciousIPAddressValidCredentialsBlockedIP", "unknownFutureValue"] | str
RiskLevel: _TypeAlias = _Literal["low", "medium", "high", "hidden", "none", "unknownFutureValue"] | str
class RiskPreventionContainer(_m.Document, total=False):
    fraudProtectionProviders: list[FraudProtectionProvider]
    webApplicationFirewallProviders: list[WebApplicationFirewallProvider]
    webApplicationFirewallVerifications: list[WebApplicationFirewallVerificationModel]
class RiskRecommendation(_m.Document, total=False):
    displayName: _m.Text
    severity: Severity | None
class RiskServicePrincipalActivity(_m.Document, total=False):
    detail: RiskDetail | None
    riskEventTypes: list[str]
RiskState: _TypeAlias = _Literal["none", "confirmedSafe", "remediated", "dismissed", "atRisk", "confirmedCompromised", "unknownFutureValue"] | str
class RiskUserActivity(_m.Document, total=False):
    detail: RiskDetail | None
    eventTypes: list[RiskEventType]
    riskEventTypes: list[str]
class RiskyAgent(_m.Document, total=False):
    id: str
    additionalInfo: _m.Text
    agentDisplayName: _m.Text
    agentPlatform: _m.Text
    associatedUserId: _m.Text
    blastRadiusRisk: BlastRadiusRisk | None
    blueprintId: _m.Text
    deviceId: _m.Text
    exposureRisk: ExposureRisk | None
    identityType: AgentIdentityType
    isDeleted: bool
    isEnabled: bool
    isProcessing: bool
    machineId: _m.Text
    riskDetail: RiskDetail
    riskLastModifiedDateTime: _m.Text
    riskLevel: RiskLevel
    riskState: RiskState
    runtimeRisk: RuntimeRisk | None
    sources: list[str]
    agentIdentity: AgentIdentity | None
    agentIdentityBlueprintPrincipal: AgentIdentityBlueprintPrincipal | None
    agentUser: AgentUser | None
class RiskyServicePrincipal(_m.Document, total=False):
    id: str
    accountEnabled: _m.Flag
    appId: _m.Text
    displayName: _m.Text
    history: list[RiskyServicePrincipalHistoryItem]
    isEnabled: _m.Flag
    isProcessing: _m.Flag
    riskDetail: RiskDetail | None
    riskLastUpdatedDateTime: _m.Text
    riskLevel: RiskLevel | None
    riskState: RiskState | None
    servicePrincipalType: _m.Text
    activity: RiskServicePrincipalActivity | None
    initiatedBy: _m.Text
    servicePrincipalId: _m.Text
class RiskyServicePrincipalHistoryItem(_m.Document, total=False):
    id: str
    accountEnabled: _m.Flag
    appId: _m.Text
    displayName: _m.Text
    history: list[RiskyServicePrincipalHistoryItem]
    isEnabled: _m.Flag
    isProcessing: _m.Flag
    riskDetail: RiskDetail | None
    riskLastUpdatedDateTime: _m.Text
    riskLevel: RiskLevel | None
    riskState: RiskState | None
    servicePrincipalType: _m.Text
    activity: RiskServicePrincipalActivity | None
    initiatedBy: _m.Text
    servicePrincipalId: _m.Text
class RiskyServicePrincipalsConfirmCompromisedBody(_m.Document, total=False):
    servicePrincipalIds: list[str]
class RiskyServicePrincipalsDismissBody(_m.Document, total=False):
    servicePrincipalIds: list[str]
class RiskyUser(_m.Document, total=False):
    id: str
    history: list[RiskyUserHistoryItem]
    isDeleted: _m.Flag
    isProcessing: _m.Flag
    riskDetail: RiskDetail | None
    riskLastUpdatedDateTime: _m.Text
    riskLevel: RiskLevel | None
    riskState: RiskState | None
    userDisplayName: _m.Text
    userPrincipalName: _m.Text
    activity: RiskUserActivity | None
    initiatedBy: _m.Text
    userId: _m.Text
class RiskyUserHistoryItem(_m.Document, total=False):
    id: str
    history: list[RiskyUserHistoryItem]
    isDeleted: _m.Flag
    isProcessing: _m.Flag
    riskDetail: RiskDetail | None
    riskLastUpdatedDateTime: _m.Text
    riskLevel: RiskLevel | None
    riskState: RiskState | None
    userDisplayName: _m.Text
    userPrincipalName: _m.Text
    activity: RiskUserActivity | None
    initiatedBy: _m.Text
    userId: _m.Text
class RiskyUsersConfirmCompromisedBody(_m.Document, total=False):
    userIds: list[str]
class RiskyUsersConfirmSafeBody(_m.Document, total=False):
    userIds: list[str]
class RiskyUsersDismissBody(_m.Document, total=False):
    userIds: list[str]
RootDomains: _TypeAlias = _Literal["none", "all", "allFederated", "allManaged", "enumerated", "allManagedAndEnumeratedFederated", "unknownFutureValue"] | str
RuleMode: _TypeAlias = _Literal["audit", "auditAndNotify", "enforce", "pendingDeletion", "test"] | str
class RuntimeRisk(_m.Document, total=False):
    alerts: list[RiskAlert]
    riskLevel: RiskLevel | None
    riskUrl: _m.Text
class SamlSingleSignOnSettings(_m.Document, total=False):
    relayState: _m.Text
class ScopeSensitivityLabels(_m.Document, total=False):
    labelKind: LabelKind | None
    sensitivityLabels: list[str]
class SecureSignInSessionControl(_m.Document, total=False):
    isEnabled: _m.Flag
class SelfServiceSignUpAuthenticationFlowConfiguration(_m.Document, total=False):
    isEnabled: _m.Flag
SensitiveTypeScope: _TypeAlias = _Literal["fullDocument", "partialDocument"] | str
class SensitivityLabel(_m.Document, total=False):
    id: str
    actionSource: LabelActionSource | None
    applicableTo: SensitivityLabelTarget | None
    applicationMode: ApplicationMode | None
    autoTooltip: _m.Text
    color: _m.Text
    description: _m.Text
    displayName: _m.Text
    hasProtection: _m.Flag
    isDefault: _m.Flag
    isEnabled: _m.Flag
    isEndpointProtectionEnabled: _m.Flag
    isScopedToUser: _m.Flag
    locale: _m.Text
    name: _m.Text
    priority: _m.Whole
    rights: UsageRightsIncluded | None
    sublabels: list[_Any]
    toolTip: _m.Text
SensitivityLabelTarget: _TypeAlias = _Literal["email", "site", "unifiedGroup", "teamwork", "unknownFutureValue"] | str
class SensitivityLabelsEvaluateBody(_m.Document, total=False):
    currentLabel: CurrentLabel | None
    discoveredSensitiveTypes: list[DiscoveredSensitiveType]
class SensitivityPolicySettings(_m.Document, total=False):
    id: str
    applicableTo: SensitivityLabelTarget | None
    downgradeSensitivityRequiresJustification: _m.Flag
    helpWebUrl: _m.Text
    isMandatory: _m.Flag
class ServicePrincipalCreationConditionSet(_m.Document, total=False):
    id: str
    applicationIds: list[str]
    applicationPublisherIds: list[str]
    applicationTenantIds: list[str]
    applicationsFromVerifiedPublisherOnly: _m.Flag
    certifiedApplicationsOnly: _m.Flag
class ServicePrincipalCreationPolicy(_m.Document, total=False):
    id: str
    deletedDateTime: str
    description: _m.Text
    displayName: _m.Text
    excludes: list[ServicePrincipalCreationConditionSet]
    includes: list[ServicePrincipalCreationConditionSet]
    isBuiltIn: _m.Flag
class ServicePrincipalRiskDetection(_m.Document, total=False):
    id: str
    activity: ActivityType | None
    activityDateTime: _m.Text
    additionalInfo: _m.Text
    appId: _m.Text
    correlationId: _m.Text
    detectedDateTime: _m.Text
    detectionTimingType: RiskDetectionTimingType | None
    ipAddress: _m.Text
    keyIds: list[str]
    lastUpdatedDateTime: _m.Text
    location: SignInLocation | None
    mitreTechniqueId: _m.Text
    requestId: _m.Text
    riskDetail: RiskDetail | None
    riskEventType: _m.Text
    riskLevel: RiskLevel | None
    riskState: RiskState | None
    servicePrincipalDisplayName: _m.Text
    servicePrincipalId: _m.Text
    source: _m.Text
    tokenIssuerType: TokenIssuerType | None
class ServiceProviderConstraints(_m.Document, total=False):
    deletedDateTime: str
    id: str
    allowedRoleTemplateIds: list[str]
    createdDateTime: str
    lastModifiedDateTime: str
class ServiceProvisioningError(_m.Document, total=False):
    createdDateTime: str
    isResolved: _m.Flag
    serviceInstance: _m.Text
    errors: list[ServiceProvisioningResourceErrorDetail]
    errorDetail: _m.Text
class ServiceProvisioningResourceErrorDetail(_m.Document, total=False):
    code: _m.Text
    details: _m.Text
    message: _m.Text
    propertyName: _m.Text
    target: _m.Text
class SetOrderBody(_m.Document, total=False):
    newAssignmentOrder: AssignmentOrder | None
Severity: _TypeAlias = _Literal["none", "low", "medium", "high", "unknownFutureValue"] | str
class SharePointGroupIdentity(_m.Document, total=False):
    displayName: _m.Text
    id: str
    principalId: _m.Text
    title: _m.Text
class SharePointIdentity(_m.Document, total=False):
    displayName: _m.Text
    id: str
    loginName: _m.Text
class SignDigestBody(_m.Document, total=False):
    digest: _m.Base64
class SignInActivity(_m.Document, total=False):
    lastNonInteractiveSignInDateTime: _m.Text
    lastNonInteractiveSignInRequestId: _m.Text
    lastSignInDateTime: _m.Text
    lastSignInRequestId: _m.Text
    lastSuccessfulSignInDateTime: _m.Text
    lastSuccessfulSignInRequestId: _m.Text
class SignInConditions(_m.Document, total=False):
    agentIdRiskLevel: AgentIdRiskLevel | None
    authenticationFlow: AuthenticationFlow | None
    clientAppType: ConditionalAccessClientApp | None
    country: _m.Text
    deviceInfo: DeviceInfo | None
    devicePlatform: ConditionalAccessDevicePlatform | None
    insiderRiskLevel: InsiderRiskLevel | None
    ipAddress: _m.Text
    servicePrincipalRiskLevel: RiskLevel | None
    signInRiskLevel: RiskLevel | None
    userRiskLevel: RiskLevel | None
class SignInContext(_m.Document, total=False):
    includeApplications: list[str]
    authenticationContextValue: _m.Text
    userAction: UserAction | None
SignInFrequencyAuthenticationType: _TypeAlias = _Literal["primaryAndSecondaryAuthentication", "secondaryAuthentication", "unknownFutureValue"] | str
SignInFrequencyInterval: _TypeAlias = _Literal["timeBased", "everyTime", "unknownFutureValue"] | str
class SignInFrequencySessionControl(_m.Document, total=False):
    isEnabled: _m.Flag
    authenticationType: SignInFrequencyAuthenticationType | None
    frequencyInterval: SignInFrequencyInterval | None
    type: SigninFrequencyType | None
    value: _m.Whole
class SignInIdentifierBase(_m.Document, total=False):
    isEnabled: _m.Flag
    name: str
    validationRegEx: str
class SignInIdentity(_m.Document, total=False):
    agentServicePrincipalId: _m.Text
    servicePrincipalId: _m.Text
    externalTenantId: _m.Text
    externalUserType: ConditionalAccessGuestOrExternalUserTypes | None
    userId: _m.Text
class SignInLocation(_m.Document, total=False):
    city: _m.Text
    countryOrRegion: _m.Text
    geoCoordinates: GeoCoordinates | None
    state: _m.Text
class SignInPreferences(_m.Document, total=False):
    isSystemPreferredAuthenticationMethodEnabled: _m.Flag
    userPreferredMethodForSecondaryAuthentication: UserDefaultAuthenticationMethodType | None
SigninFrequencyType: _TypeAlias = _Literal["days", "hours"] | str
class SigningCertificateUpdateStatus(_m.Document, total=False):
    certificateUpdateResult: _m.Text
    lastRunDateTime: _m.Text
class SigningResult(_m.Document, total=False):
    signature: _m.Base64
    signingKeyId: _m.Text
SiteAccessType: _TypeAlias = _Literal["block", "full", "limited"] | str
class SmsAuthenticationMethodTarget(_m.Document, total=False):
    id: str
    isRegistrationRequired: bool
    targetType: AuthenticationMethodTargetType
    isUsableForSignIn: _m.Flag
class SoftwareOathAuthenticationMethod(_m.Document, total=False):
    id: str
    createdDateTime: str
    lastUsedDateTime: _m.Text
    secretKey: _m.Hidden
StagedFeatureName: _TypeAlias = _Literal["passthroughAuthentication", "seamlessSso", "passwordHashSync", "emailAsAlternateId", "unknownFutureValue", "certificateBasedAuthentication"] | str
class StandardTimeZoneOffset(_m.Document, total=False):
    dayOccurrence: _m.Whole
    dayOfWeek: DayOfWeek | None
    month: _m.Whole
    time: _m.Text
    year: _m.Whole
    daylightBias: _m.Whole
class StrongAuthenticationRequirements(_m.Document, total=False):
    perUserMfaState: PerUserMfaState | None
class SublabelsEvaluateBody(_m.Document, total=False):
    currentLabel: CurrentLabel | None
    discoveredSensitiveTypes: list[DiscoveredSensitiveType]
class SystemCredentialPreferences(_m.Document, total=False):
    excludeTargets: list[ExcludeTarget]
    includeTargets: list[IncludeTarget]
    state: AdvancedConfigState | None
class TargetOwners(_m.Document, total=False):
    notifyMembers: NotifyMembers | None
    securityGroups: list[str]
TeamworkApplicationIdentityType: _TypeAlias = _Literal["aadApplication", "bot", "tenantBot", "office365Connector", "outgoingWebhook", "unknownFutureValue"] | str
class TeamworkConversationIdentity(_m.Document, total=False):
    displayName: _m.Text
    id: str
    conversationIdentityType: TeamworkConversationIdentityType | None
TeamworkConversationIdentityType: _TypeAlias = _Literal["team", "channel", "chat", "unknownFutureValue"] | str
class TeamworkTagIdentity(_m.Document, total=False):
    displayName: _m.Text
    id: str
TeamworkUserIdentityType: _TypeAlias = _Literal["aadUser", "onPremiseAadUser", "anonymousGuest", "federatedUser", "personalMicrosoftAccountUser", "skypeUser", "phoneUser", "unknownFutureValue", "emailUser", "azureCommunicationServicesUser"] | str
TemplateApplicationLevel: _TypeAlias = _Literal["none", "newPartners", "existingPartners", "unknownFutureValue"] | str
TemplateScenarios: _TypeAlias = _Literal["new", "secureFoundation", "zeroTrust", "remoteWork", "protectAdmins", "emergingThreats", "unknownFutureValue"] | str
class TemporaryAccessPassAuthenticationMethod(_m.Document, total=False):
    id: str
    createdDateTime: str
    lastUsedDateTime: _m.Text
    isUsableOnce: _m.Flag
    lifetimeInMinutes: _m.Whole
    startDateTime: _m.Text
    temporaryAccessPass: _m.Hidden
class TenantAppManagementPolicy(_m.Document, total=False):
    id: str
    deletedDateTime: str
    description: _m.Text
    displayName: _m.Text
    applicationRestrictions: AppManagementApplicationConfiguration | None
    isEnabled: _m.Flag
    servicePrincipalRestrictions: AppManagementServicePrincipalConfiguration | None
class TextClassificationRequest(_m.Document, total=False):
    id: str
    contentMetaData: ClassificationRequestContentMetaData | None
    embeddings: list[EmbeddingInput]
    fileExtension: _m.Text
    matchTolerancesToInclude: MlClassificationMatchTolerance | None
    scopesToRun: SensitiveTypeScope | None
    sensitiveTypeIds: list[str]
    text: _m.Text
ThreatAssessmentContentType: _TypeAlias = _Literal["mail", "url", "file"] | str
class ThreatAssessmentRequest(_m.Document, total=False):
    id: str
    category: ThreatCategory | None
    contentType: ThreatAssessmentContentType | None
    createdBy: IdentitySet | None
    createdDateTime: str
    expectedAssessment: ThreatExpectedAssessment | None
    requestSource: ThreatAssessmentRequestSource | None
    results: list[ThreatAssessmentResult]
    status: ThreatAssessmentStatus | None
    contentData: _m.Text
    destinationRoutingReason: MailDestinationRoutingReason | None
    recipientEmail: _m.Text
    fileName: str
    messageUri: _m.Text
    url: _m.Text
ThreatAssessmentRequestSource: _TypeAlias = _Literal["undefined", "user", "administrator"] | str
class ThreatAssessmentResult(_m.Document, total=False):
    id: str
    createdDateTime: str
    message: _m.Text
    resultType: ThreatAssessmentResultType | None
ThreatAssessmentResultType: _TypeAlias = _Literal["checkPolicy", "rescan", "unknownFutureValue"] | str
ThreatAssessmentStatus: _TypeAlias = _Literal["pending", "completed"] | str
ThreatCategory: _TypeAlias = _Literal["undefined", "spam", "phishing", "malware", "unknownFutureValue"] | str
ThreatExpectedAssessment: _TypeAlias = _Literal["block", "unblock"] | str
class TimeSlot(_m.Document, total=False):
    end: DateTimeTimeZone | None
    start: DateTimeTimeZone | None
    availability: FreeBusyStatus | None
class TimeZoneBase(_m.Document, total=False):
    name: _m.Text
    bias: _m.Whole
    daylightOffset: DaylightTimeZoneOffset | None
    standardOffset: StandardTimeZoneOffset | None
class TokenIssuancePolicy(_m.Document, total=False):
    id: str
    deletedDateTime: str
    description: _m.Text
    displayName: _m.Text
    appliesTo: list[DirectoryObject]
    definition: list[str]
    isOrganizationDefault: _m.Flag
TokenIssuerType: _TypeAlias = _Literal["AzureAD", "ADFederationServices", "UnknownFutureValue", "AzureADBackupAuth", "ADFederationServicesMFAAdapter", "NPSExtension"] | str
class TokenLifetimePolicy(_m.Document, total=False):
    id: str
    deletedDateTime: str
    description: _m.Text
    displayName: _m.Text
    appliesTo: list[DirectoryObject]
    definition: list[str]
    isOrganizationDefault: _m.Flag
class TrustFramework(_m.Document, total=False):
    keySets: list[TrustFrameworkKeySet]
    policies: list[TrustFrameworkPolicy]
class TrustFrameworkKey(_m.Document, total=False):
    d: _m.Hidden
    dp: _m.Hidden
    dq: _m.Hidden
    e: _m.Text
    exp: _m.Whole
    k: _m.Hidden
    kid: _m.Text
    kty: _m.Text
    n: _m.Text
    nbf: _m.Whole
    p: _m.Hidden
    q: _m.Hidden
    qi: _m.Hidden
    status: TrustFrameworkKeyStatus | None
    use: _m.Text
    x5c: list[str]
    x5t: _m.Text
class TrustFrameworkKeySet(_m.Document, total=False):
    id: str
    keys: list[TrustFrameworkKey]
    keys_v2: list[TrustFrameworkKey_v2]
TrustFrameworkKeyStatus: _TypeAlias = _Literal["enabled", "disabled", "unknownFutureValue"] | str
class TrustFrameworkKey_v2(_m.Document, total=False):
    d: _m.Hidden
    dp: _m.Hidden
    dq: _m.Hidden
    e: _m.Text
    exp: _m.Whole
    k: _m.Hidden
    kid: str
    kty: _m.Text
    n: _m.Text
    nbf: _m.Whole
    p: _m.Hidden
    q: _m.Hidden
    qi: _m.Hidden
    status: TrustFrameworkKeyStatus | None
    use: _m.Text
    x5c: list[str]
    x5t: _m.Text
class TrustFrameworkPolicy(_m.Document, total=False):
    id: str
class UnifiedRoleManagementPolicy(_m.Document, total=False):
    id: str
    description: _m.Text
    displayName: _m.Text
    effectiveRules: list[UnifiedRoleManagementPolicyRule]
    isOrganizationDefault: _m.Flag
    lastModifiedBy: Identity | None
    lastModifiedDateTime: str
    rules: list[UnifiedRoleManagementPolicyRule]
    scopeId: _m.Text
    scopeType: _m.Text
class UnifiedRoleManagementPolicyAssignment(_m.Document, total=False):
    id: str
    policy: UnifiedRoleManagementPolicy | None
    policyId: _m.Text
    roleDefinitionId: _m.Text
    scopeId: _m.Text
    scopeType: _m.Text
class UnifiedRoleManagementPolicyRule(_m.Document, total=False):
    id: str
    target: UnifiedRoleManagementPolicyRuleTarget | None
    setting: ApprovalSettings | None
    claimValue: _m.Text
    isEnabled: _m.Flag
    enabledRules: list[str]
    isExpirationRequired: _m.Flag
    maximumDuration: _m.Text
    isDefaultRecipientsEnabled: _m.Flag
    notificationLevel: _m.Text
    notificationRecipients: list[str]
    notificationType: _m.Text
    recipientType: _m.Text
class UnifiedRoleManagementPolicyRuleTarget(_m.Document, total=False):
    caller: _m.Text
    enforcedSettings: list[str]
    inheritableSettings: list[str]
    level: _m.Text
    operations: list[str]
    targetObjects: list[DirectoryObject]
class UnifiedRolePermission(_m.Document, total=False):
    allowedResourceActions: list[str]
    condition: _m.Text
    excludedResourceActions: list[str]
class UpdateAllowedCombinationsBody(_m.Document, total=False):
    allowedCombinations: list[AuthenticationMethodModes]
class UpdateAllowedCombinationsResult(_m.Document, total=False):
    additionalInformation: _m.Text
    conditionalAccessReferences: list[str]
    currentCombinations: list[AuthenticationMethodModes]
    previousCombinations: list[AuthenticationMethodModes]
class UpdatePinBody(_m.Document, total=False):
    currentPin: _m.Hidden
    newPin: _m.Hidden
class UploadCertificateBody(_m.Document, total=False):
    key: _m.Text
class UploadClientCertificateBody(_m.Document, total=False):
    password: _m.Hidden
    pkcs12Value: _m.Bundle
class UploadPkcs12Body(_m.Document, total=False):
    key: _m.Bundle
    password: _m.Hidden
class UploadSecretBody(_m.Document, total=False):
    exp: _m.Whole
    k: _m.Hidden
    nbf: _m.Whole
    use: _m.Text
UsageRights: _TypeAlias = _Literal["unknown", "docEdit", "edit", "comment", "export", "forward", "owner", "print", "reply", "replyAll", "view", "extract", "viewRightsData", "editRightsData", "objModel", "accessDenied", "userDefinedProtectionTypeNotSupportedException", "encryptedProtectionTypeNotSupportedException", "purviewClaimsChallengeNotSupportedException", "exception", "labelNotFoundException", "unknownFutureValue"] | str
class UsageRightsIncluded(_m.Document, total=False):
    id: str
    ownerEmail: _m.Text
    userEmail: _m.Text
    value: UsageRights | None
class User(_m.Document, total=False):
    id: str
    deletedDateTime: str
    aboutMe: _m.Text
    accountEnabled: _m.Flag
    ageGroup: _m.Text
    assignedLicenses: list[AssignedLicense]
    assignedPlans: list[AssignedPlan]
    authorizationInfo: AuthorizationInfo | None
    birthday: _m.Text
    businessPhones: list[str]
    city: _m.Text
    cloudLicensing: CloudLicensingUserCloudLicensing | None
    cloudRealtimeCommunicationInfo: CloudRealtimeCommunicationInfo | None
    companyName: _m.Text
    consentProvidedForMinor: _m.Text
    country: _m.Text
    createdDateTime: str
    creationType: _m.Text
    customSecurityAttributes: CustomSecurityAttributeValue | None
    department: _m.Text
    deviceEnrollmentLimit: _m.Whole
    deviceKeys: list[DeviceKey]
    displayName: _m.Text
    employeeHireDate: _m.Text
    employeeId: _m.Text
    employeeLeaveDateTime: _m.Text
    employeeOrgData: EmployeeOrgData | None
    employeeType: _m.Text
    externalUserState: _m.Text
    externalUserStateChangeDateTime: _m.Text
    faxNumber: _m.Text
    givenName: _m.Text
    hireDate: _m.Text
    identities: list[ObjectIdentity]
    identityGovernance: IdentityGovernanceUserSettings | None
    identityParentId: _m.Text
    imAddresses: list[str]
    infoCatalogs: list[str]
    interests: list[str]
    isLicenseReconciliationNeeded: _m.Flag
    isManagementRestricted: _m.Flag
    isResourceAccount: _m.Flag
    jobTitle: _m.Text
    lastPasswordChangeDateTime: _m.Text
    legalAgeGroupClassification: _m.Text
    licenseAssignmentStates: list[LicenseAssignmentState]
    mail: _m.Text
    mailNickname: _m.Text
    mailboxSettings: MailboxSettings | None
    mobilePhone: _m.Text
    mySite: _m.Text
    officeLocation: _m.Text
    onPremisesDistinguishedName: _m.Text
    onPremisesDomainName: _m.Text
    onPremisesExtensionAttributes: OnPremisesExtensionAttributes | None
    onPremisesImmutableId: _m.Text
    onPremisesLastSyncDateTime: _m.Text
    onPremisesProvisioningErrors: list[OnPremisesProvisioningError]
    onPremisesSamAccountName: _m.Text
    onPremisesSecurityIdentifier: _m.Text
    onPremisesSipInfo: OnPremisesSipInfo | None
    onPremisesSyncEnabled: _m.Flag
    onPremisesUserPrincipalName: _m.Text
    otherMails: list[str]
    passwordPolicies: _m.Text
    passwordProfile: PasswordProfile | None
    pastProjects: list[str]
    postalCode: _m.Text
    preferredDataLocation: _m.Text
    preferredLanguage: _m.Text
    preferredName: _m.Text
    print: UserPrint | None
    provisionedPlans: list[ProvisionedPlan]
    proxyAddresses: list[str]
    refreshTokensValidFromDateTime: _m.Text
    responsibilities: list[str]
    schools: list[str]
    securityIdentifier: _m.Text
    serviceProvisioningErrors: list[ServiceProvisioningError]
    showInAddressList: _m.Flag
    signInActivity: SignInActivity | None
    signInSessionsValidFromDateTime: _m.Text
    skills: list[str]
    state: _m.Text
    streetAddress: _m.Text
    surname: _m.Text
    usageLocation: _m.Text
    userPrincipalName: _m.Text
    userType: _m.Text
UserAction: _TypeAlias = _Literal["registerSecurityInformation", "registerOrJoinDevices", "unknownFutureValue"] | str
class UserAttributeValuesItem(_m.Document, total=False):
    isDefault: _m.Flag
    name: _m.Text
    value: _m.Text
UserDefaultAuthenticationMethodType: _TypeAlias = _Literal["push", "oath", "voiceMobile", "voiceAlternateMobile", "voiceOffice", "sms", "unknownFutureValue"] | str
class UserFlowApiConnectorConfiguration(_m.Document, total=False):
    postAttributeCollection: IdentityApiConnector | None
    postFederationSignup: IdentityApiConnector | None
    preTokenIssuance: IdentityApiConnector | None
class UserFlowLanguageConfiguration(_m.Document, total=False):
    id: str
    defaultPages: list[UserFlowLanguagePage]
    displayName: str
    isEnabled: bool
    overridesPages: list[UserFlowLanguagePage]
class UserFlowLanguagePage(_m.Document, total=False):
    id: str
UserFlowType: _TypeAlias = _Literal["signUp", "signIn", "signUpOrSignIn", "passwordReset", "profileUpdate", "resourceOwner", "unknownFutureValue"] | str
class UserPrint(_m.Document, total=False):
    recentPrinterShares: list[PrinterShare]
UserPurpose: _TypeAlias = _Literal["unknown", "user", "linked", "shared", "room", "equipment", "others", "unknownFutureValue"] | str
class UserSet(_m.Document, total=False):
    isBackup: _m.Flag
    description: _m.Text
    membershipRule: _m.Text
    id: str
    managerLevel: _m.Whole
UserSignInRecommendationScope: _TypeAlias = _Literal["tenant", "application", "unknownFutureValue"] | str
UserType: _TypeAlias = _Literal["member", "guest", "unknownFutureValue"] | str
class ValidateAuthenticationConfigurationBody(_m.Document, total=False):
    authenticationConfiguration: CustomExtensionAuthenticationConfiguration | None
    endpointConfiguration: CustomExtensionEndpointConfiguration | None
class ValidatingDomains(_m.Document, total=False):
    rootDomains: RootDomains | None
    domainNames: list[str]
class VerifiableCredentialAuthenticationMethodTarget(_m.Document, total=False):
    id: str
    isRegistrationRequired: bool
    targetType: AuthenticationMethodTargetType
    verifiedIdProfiles: list[str]
class VerificationResult(_m.Document, total=False):
    signatureValid: _m.Flag
VerifiedIdMethodType: _TypeAlias = _Literal["identityVerificationPartner", "tenantCustomCredential", "verifiedEmployee", "unknownFutureValue", "notConfigured"] | str
class VerifiedIdProfile(_m.Document, total=False):
    id: str
    description: _m.Text
    faceCheckConfiguration: FaceCheckConfiguration | None
    lastModifiedDateTime: str
    mobileDriversLicenseConfiguration: MobileDriversLicenseConfiguration | None
    name: _m.Text
    priority: _m.Whole
    selfServiceIssuance: VerifiedIdSelfServiceIssuance | None
    state: VerifiedIdProfileState | None
    verifiedIdProfileConfiguration: VerifiedIdProfileConfiguration | None
    verifiedIdUsageConfigurations: list[VerifiedIdUsageConfiguration]
    verifierDid: _m.Text
class VerifiedIdProfileConfiguration(_m.Document, total=False):
    acceptedIssuer: _m.Text
    claimBindingSource: ClaimBindingSource | None
    claimBindings: list[ClaimBinding]
    claimValidation: ClaimValidation | None
    manifestUrl: _m.Text
    methodType: VerifiedIdMethodType | None
    type: _m.Text
VerifiedIdProfileState: _TypeAlias = _Literal["enabled", "disabled", "unknownFutureValue"] | str
class VerifiedIdSelfServiceIssuance(_m.Document, total=False):
    isEnabled: _m.Flag
    issuanceUrl: _m.Text
class VerifiedIdUsageConfiguration(_m.Document, total=False):
    isEnabledForTestOnly: _m.Flag
    purpose: VerifiedIdUsageConfigurationPurpose | None
VerifiedIdUsageConfigurationPurpose: _TypeAlias = _Literal["recovery", "onboarding", "all", "unknownFutureValue", "verification"] | str
class VerifiedPublisher(_m.Document, total=False):
    addedDateTime: _m.Text
    displayName: _m.Text
    verifiedPublisherId: _m.Text
class VerifyBody(_m.Document, total=False):
    hostName: _m.Text
class VerifySignatureBody(_m.Document, total=False):
    digest: _m.Base64
    signature: _m.Base64
    signingKeyId: _m.Text
class VoiceAuthenticationMethodTarget(_m.Document, total=False):
    id: str
    isRegistrationRequired: bool
    targetType: AuthenticationMethodTargetType
VolumeType: _TypeAlias = _Literal["operatingSystemVolume", "fixedDataVolume", "removableDataVolume", "unknownFutureValue"] | str
WatermarkLayout: _TypeAlias = _Literal["horizontal", "diagonal"] | str
class WebApplicationFirewallDnsConfiguration(_m.Document, total=False):
    isDomainVerified: _m.Flag
    isProxied: _m.Flag
    name: _m.Text
    recordType: WebApplicationFirewallDnsRecordType | None
    value: _m.Text
WebApplicationFirewallDnsRecordType: _TypeAlias = _Literal["cname", "unknownFutureValue"] | str
class WebApplicationFirewallProvider(_m.Document, total=False):
    id: str
    displayName: _m.Text
    accessToken: _m.Hidden
    clientSecret: _m.Hidden
    clientToken: _m.Hidden
    hostPrefix: _m.Text
    apiToken: _m.Hidden
    zoneId: _m.Text
WebApplicationFirewallProviderType: _TypeAlias = _Literal["akamai", "cloudflare", "unknownFutureValue"] | str
class WebApplicationFirewallVerificationModel(_m.Document, total=False):
    id: str
    provider: WebApplicationFirewallProvider | None
    providerType: WebApplicationFirewallProviderType | None
    verificationResult: WebApplicationFirewallVerificationResult | None
    verifiedDetails: WebApplicationFirewallVerifiedDetails | None
    verifiedHost: _m.Text
class WebApplicationFirewallVerificationResult(_m.Document, total=False):
    errors: list[GenericError]
    status: WebApplicationFirewallVerificationStatus | None
    verifiedOnDateTime: _m.Text
    warnings: list[GenericError]
WebApplicationFirewallVerificationStatus: _TypeAlias = _Literal["success", "warning", "failure", "unknownFutureValue"] | str
class WebApplicationFirewallVerifiedDetails(_m.Document, total=False):
    dnsConfiguration: WebApplicationFirewallDnsConfiguration | None
    activeAttackGroups: list[AkamaiAttackGroupActionModel]
    activeCustomRules: list[AkamaiCustomRuleModel]
    rapidRules: AkamaiRapidRulesModel | None
    enabledCustomRules: list[CloudFlareRuleModel]
    enabledRecommendedRulesets: list[CloudFlareRulesetModel]
    zoneId: _m.Text
class WebauthnAuthenticationExtensionsClientInputs(_m.Document, total=False): ...
class WebauthnAuthenticationExtensionsClientOutputs(_m.Document, total=False): ...
class WebauthnAuthenticatorAttestationResponse(_m.Document, total=False):
    attestationObject: _m.Text
    clientDataJSON: _m.Text
class WebauthnAuthenticatorSelectionCriteria(_m.Document, total=False):
    authenticatorAttachment: _m.Text
    requireResidentKey: _m.Flag
    userVerification: _m.Text
class WebauthnCredentialCreationOptions(_m.Document, total=False):
    challengeTimeoutDateTime: _m.Text
    publicKey: WebauthnPublicKeyCredentialCreationOptions | None
class WebauthnPublicKeyCredential(_m.Document, total=False):
    clientExtensionResults: WebauthnAuthenticationExtensionsClientOutputs | None
    id: str
    response: WebauthnAuthenticatorAttestationResponse | None
class WebauthnPublicKeyCredentialCreationOptions(_m.Document, total=False):
    attestation: _m.Text
    authenticatorSelection: WebauthnAuthenticatorSelectionCriteria | None
    challenge: _m.Text
    excludeCredentials: list[WebauthnPublicKeyCredentialDescriptor]
    extensions: WebauthnAuthenticationExtensionsClientInputs | None
    pubKeyCredParams: list[WebauthnPublicKeyCredentialParameters]
    rp: WebauthnPublicKeyCredentialRpEntity | None
    timeout: _m.Whole
    user: WebauthnPublicKeyCredentialUserEntity | None
class WebauthnPublicKeyCredentialDescriptor(_m.Document, total=False):
    id: str
    transports: list[str]
    type: _m.Text
class WebauthnPublicKeyCredentialParameters(_m.Document, total=False):
    alg: _m.Whole
    type: _m.Text
class WebauthnPublicKeyCredentialRpEntity(_m.Document, total=False):
    id: str
    name: _m.Text
class WebauthnPublicKeyCredentialUserEntity(_m.Document, total=False):
    displayName: _m.Text
    id: str
    name: _m.Text
WeekIndex: _TypeAlias = _Literal["first", "second", "third", "fourth", "last"] | str
WhatIfAnalysisReasons: _TypeAlias = _Literal["notSet", "notEnoughInformation", "invalidCondition", "users", "workloadIdentities", "application", "userActions", "authenticationContext", "devicePlatform", "devices", "clientApps", "location", "signInRisk", "emptyPolicy", "invalidPolicy", "policyNotEnabled", "userRisk", "time", "insiderRisk", "authenticationFlow", "unknownFutureValue", "agentIdRisk", "agentIdentities"] | str
class WhatIfAnalysisResult(_m.Document, total=False):
    deletedDateTime: str
    conditions: ConditionalAccessConditionSet
    createdDateTime: str
    description: _m.Text
    displayName: str
    grantControls: ConditionalAccessGrantControls | None
    id: str
    modifiedDateTime: str
    sessionControls: ConditionalAccessSessionControls | None
    state: ConditionalAccessPolicyState
    analysisReasons: WhatIfAnalysisReasons | None
    policyApplies: _m.Flag
class WindowsHelloForBusinessAuthenticationMethod(_m.Document, total=False):
    id: str
    createdDateTime: str
    lastUsedDateTime: _m.Text
    device: Device | None
    displayName: _m.Text
    keyStrength: AuthenticationMethodKeyStrength | None
class WorkingHours(_m.Document, total=False):
    daysOfWeek: list[DayOfWeek]
    endTime: _m.Text
    startTime: _m.Text
    timeZone: TimeZoneBase | None
X509CertificateAffinityLevel: _TypeAlias = _Literal["low", "high", "unknownFutureValue"] | str
X509CertificateAuthenticationMode: _TypeAlias = _Literal["x509CertificateSingleFactor", "x509CertificateMultiFactor", "unknownFutureValue"] | str
class X509CertificateAuthenticationModeConfiguration(_m.Document, total=False):
    rules: list[X509CertificateRule]
    x509CertificateAuthenticationDefaultMode: X509CertificateAuthenticationMode | None
    x509CertificateDefaultRequiredAffinityLevel: X509CertificateAffinityLevel | None
class X509CertificateAuthorityScope(_m.Document, total=False):
    includeTargets: list[IncludeTarget]
    publicKeyInfrastructureIdentifier: _m.Text
    subjectKeyIdentifier: _m.Text
class X509CertificateIssuerHintsConfiguration(_m.Document, total=False):
    state: X509CertificateIssuerHintsState | None
X509CertificateIssuerHintsState: _TypeAlias = _Literal["disabled", "enabled", "unknownFutureValue"] | str
class X509CertificateRule(_m.Document, total=False):
    identifier: _m.Text
    issuerSubjectIdentifier: _m.Text
    policyOidIdentifier: _m.Text
    x509CertificateAuthenticationMode: X509CertificateAuthenticationMode | None
    x509CertificateRequiredAffinityLevel: X509CertificateAffinityLevel | None
    x509CertificateRuleType: X509CertificateRuleType | None
X509CertificateRuleType: _TypeAlias = _Literal["issuerSubject", "policyOID", "unknownFutureValue", "issuerSubjectAndPolicyOID"] | str
class X509CertificateUserBinding(_m.Document, total=False):
    priority: _m.Whole
    trustAffinityLevel: X509CertificateAffinityLevel | None
    userProperty: _m.Text
    x509CertificateField: _m.Text
class _DataPolicyOperationsItem(_m.Deletes, _m.Gets[DataPolicyOperation]):
    def update(self, body: DataPolicyOperation = ..., /, **more: _Unpack[DataPolicyOperation]) -> _m.Call[DataPolicyOperation | None]: ...
class _DataPolicyOperations(_m.Lists[DataPolicyOperation], _m.Counts):
    def create(self, body: DataPolicyOperation = ..., /, **more: _Unpack[DataPolicyOperation]) -> _m.Call[DataPolicyOperation]: ...
    def __getitem__(self, id: str, /) -> _DataPolicyOperationsItem: ...
class _ApiConnectorsItem(_m.Deletes, _m.Gets[IdentityApiConnector]):
    def update(self, body: IdentityApiConnector = ..., /, **more: _Unpack[IdentityApiConnector]) -> _m.Call[IdentityApiConnector | None]: ...
    def upload_client_certificate(self, body: UploadClientCertificateBody = ..., /, **more: _Unpack[UploadClientCertificateBody]) -> _m.Call[IdentityApiConnector]: ...
class _ApiConnectors(_m.Lists[IdentityApiConnector], _m.Counts):
    def create(self, body: IdentityApiConnector = ..., /, **more: _Unpack[IdentityApiConnector]) -> _m.Call[IdentityApiConnector]: ...
    def __getitem__(self, id: str, /) -> _ApiConnectorsItem: ...
class _AuthenticationEventListenersItem(_m.Deletes, _m.Gets[AuthenticationEventListener]):
    def update(self, body: AuthenticationEventListener = ..., /, **more: _Unpack[AuthenticationEventListener]) -> _m.Call[AuthenticationEventListener | None]: ...
class _AuthenticationEventListeners(_m.Lists[AuthenticationEventListener], _m.Counts):
    def create(self, body: AuthenticationEventListener = ..., /, **more: _Unpack[AuthenticationEventListener]) -> _m.Call[AuthenticationEventListener]: ...
    def __getitem__(self, id: str, /) -> _AuthenticationEventListenersItem: ...
class _GraphExternalUsersSelfServiceSignUpEventsFlow(_m.Lists[ExternalUsersSelfServiceSignUpEventsFlow], _m.Counts): ...
class _IncludeApplicationsItem(_m.Deletes, _m.Gets[AuthenticationConditionApplication]):
    def update(self, body: AuthenticationConditionApplication = ..., /, **more: _Unpack[AuthenticationConditionApplication]) -> _m.Call[AuthenticationConditionApplication | None]: ...
class _IncludeApplications(_m.Lists[AuthenticationConditionApplication], _m.Counts):
    def create(self, body: AuthenticationConditionApplication = ..., /, **more: _Unpack[AuthenticationConditionApplication]) -> _m.Call[AuthenticationConditionApplication]: ...
    def __getitem__(self, id: str, /) -> _IncludeApplicationsItem: ...
class _Applications(_m.Place):
    include_applications: _IncludeApplications
class _Conditions(_m.Gets[AuthenticationConditions]):
    applications: _Applications
class _AttributesItem(_m.Place):
    ref: _m.ReferenceOfItem
class _Attributes(_m.Lists[IdentityUserFlowAttribute], _m.Counts):
    ref: _m.References
    def __getitem__(self, id: str, /) -> _AttributesItem: ...
class _GraphOnAttributeCollectionExternalUsersSelfServiceSignUp(_m.Casts[OnAttributeCollectionExternalUsersSelfServiceSignUp]):
    attributes: _Attributes
class _OnAttributeCollection(_m.Gets[OnAttributeCollectionHandler]):
    as_on_attribute_collection_external_users_self_service_sign_up: _GraphOnAttributeCollectionExternalUsersSelfServiceSignUp
class _IdentityProviders(_m.Lists[IdentityProviderBase], _m.Counts):
    ref: _m.References
    def __getitem__(self, id: str, /) -> _AttributesItem: ...
class _GraphOnAuthenticationMethodLoadStartExternalUsersSelfServiceSignUp(_m.Casts[OnAuthenticationMethodLoadStartExternalUsersSelfServiceSignUp]):
    identity_providers: _IdentityProviders
class _OnAuthenticationMethodLoadStart(_m.Gets[OnAuthenticationMethodLoadStartHandler]):
    as_on_authentication_method_load_start_external_users_self_service_sign_up: _GraphOnAuthenticationMethodLoadStartExternalUsersSelfServiceSignUp
class _GraphExternalUsersSelfServiceSignUpEventsFlow2(_m.Gets[ExternalUsersSelfServiceSignUpEventsFlow]):
    conditions: _Conditions
    on_attribute_collection: _OnAttributeCollection
    on_authentication_method_load_start: _OnAuthenticationMethodLoadStart
class _AuthenticationEventsFlowsItem(_m.Deletes, _m.Gets[AuthenticationEventsFlow]):
    def update(self, body: AuthenticationEventsFlow = ..., /, **more: _Unpack[AuthenticationEventsFlow]) -> _m.Call[AuthenticationEventsFlow | None]: ...
    conditions: _Conditions
    as_external_users_self_service_sign_up_events_flow: _GraphExternalUsersSelfServiceSignUpEventsFlow2
class _AuthenticationEventsFlows(_m.Lists[AuthenticationEventsFlow], _m.Counts):
    def create(self, body: AuthenticationEventsFlow = ..., /, **more: _Unpack[AuthenticationEventsFlow]) -> _m.Call[AuthenticationEventsFlow]: ...
    as_external_users_self_service_sign_up_events_flow: _GraphExternalUsersSelfServiceSignUpEventsFlow
    def __getitem__(self, id: str, /) -> _AuthenticationEventsFlowsItem: ...
class _PostAttributeCollection(_m.Place):
    ref: _m.OneReference
class _ApiConnectorConfiguration(_m.Casts[UserFlowApiConnectorConfiguration]):
    post_attribute_collection: _PostAttributeCollection
    post_federation_signup: _PostAttributeCollection
    pre_token_issuance: _PostAttributeCollection
class _IdentityProviders2(_m.Lists[IdentityProvider], _m.Counts):
    ref: _m.References
    def __getitem__(self, id: str, /) -> _AttributesItem: ...
class _DefaultPagesItem(_m.Deletes, _m.Gets[UserFlowLanguagePage]):
    def update(self, body: UserFlowLanguagePage = ..., /, **more: _Unpack[UserFlowLanguagePage]) -> _m.Call[UserFlowLanguagePage | None]: ...
    value: _m.Content
class _DefaultPages(_m.Lists[UserFlowLanguagePage], _m.Counts):
    def create(self, body: UserFlowLanguagePage = ..., /, **more: _Unpack[UserFlowLanguagePage]) -> _m.Call[UserFlowLanguagePage]: ...
    def __getitem__(self, id: str, /) -> _DefaultPagesItem: ...
class _LanguagesItem(_m.Deletes, _m.Gets[UserFlowLanguageConfiguration]):
    def update(self, body: UserFlowLanguageConfiguration = ..., /, **more: _Unpack[UserFlowLanguageConfiguration]) -> _m.Call[UserFlowLanguageConfiguration | None]: ...
    default_pages: _DefaultPages
    overrides_pages: _DefaultPages
class _Languages(_m.Lists[UserFlowLanguageConfiguration], _m.Counts):
    def create(self, body: UserFlowLanguageConfiguration = ..., /, **more: _Unpack[UserFlowLanguageConfiguration]) -> _m.Call[UserFlowLanguageConfiguration]: ...
    def __getitem__(self, id: str, /) -> _LanguagesItem: ...
class _UserAttribute(_m.Gets[IdentityUserFlowAttribute]): ...
class _UserAttributeAssignmentsItem(_m.Deletes, _m.Gets[IdentityUserFlowAttributeAssignment]):
    def update(self, body: IdentityUserFlowAttributeAssignment = ..., /, **more: _Unpack[IdentityUserFlowAttributeAssignment]) -> _m.Call[IdentityUserFlowAttributeAssignment | None]: ...
    user_attribute: _UserAttribute
class _UserAttributeAssignments(_m.Lists[IdentityUserFlowAttributeAssignment], _m.Counts):
    def create(self, body: IdentityUserFlowAttributeAssignment = ..., /, **more: _Unpack[IdentityUserFlowAttributeAssignment]) -> _m.Call[IdentityUserFlowAttributeAssignment]: ...
    def __getitem__(self, id: str, /) -> _UserAttributeAssignmentsItem: ...
    def get_order(self) -> _m.Call[AssignmentOrder]: ...
    def set_order(self, body: SetOrderBody = ..., /, **more: _Unpack[SetOrderBody]) -> _m.Call[None]: ...
class _UserFlowIdentityProvidersItem(_m.Gets[IdentityProviderBase]): ...
class _UserFlowIdentityProviders(_m.Lists[IdentityProviderBase], _m.Counts):
    def __getitem__(self, id: str, /) -> _UserFlowIdentityProvidersItem: ...
class _B2cUserFlowsItem(_m.Deletes, _m.Gets[B2cIdentityUserFlow]):
    def update(self, body: B2cIdentityUserFlow = ..., /, **more: _Unpack[B2cIdentityUserFlow]) -> _m.Call[B2cIdentityUserFlow | None]: ...
    api_connector_configuration: _ApiConnectorConfiguration
    identity_providers: _IdentityProviders2
    languages: _Languages
    user_attribute_assignments: _UserAttributeAssignments
    user_flow_identity_providers: _UserFlowIdentityProviders
class _B2cUserFlows(_m.Lists[B2cIdentityUserFlow], _m.Counts):
    def create(self, body: B2cIdentityUserFlow = ..., /, **more: _Unpack[B2cIdentityUserFlow]) -> _m.Call[B2cIdentityUserFlow]: ...
    def __getitem__(self, id: str, /) -> _B2cUserFlowsItem: ...
class _PostAttributeCollection2(_m.Deletes, _m.Gets[IdentityApiConnector]):
    def update(self, body: IdentityApiConnector = ..., /, **more: _Unpack[IdentityApiConnector]) -> _m.Call[IdentityApiConnector | None]: ...
    ref: _m.OneReference
    def upload_client_certificate(self, body: UploadClientCertificateBody = ..., /, **more: _Unpack[UploadClientCertificateBody]) -> _m.Call[IdentityApiConnector]: ...
class _ApiConnectorConfiguration2(_m.Gets[UserFlowApiConnectorConfiguration]):
    post_attribute_collection: _PostAttributeCollection2
    post_federation_signup: _PostAttributeCollection2
    pre_token_issuance: _PostAttributeCollection2
class _IdentityProvidersItem(_m.Gets[IdentityProvider]): ...
class _IdentityProviders3(_m.Lists[IdentityProvider], _m.Counts):
    def __getitem__(self, id: str, /) -> _IdentityProvidersItem: ...
class _B2xUserFlowsItem(_m.Deletes, _m.Gets[B2xIdentityUserFlow]):
    def update(self, body: B2xIdentityUserFlow = ..., /, **more: _Unpack[B2xIdentityUserFlow]) -> _m.Call[B2xIdentityUserFlow | None]: ...
    api_connector_configuration: _ApiConnectorConfiguration2
    identity_providers: _IdentityProviders3
    languages: _Languages
    user_attribute_assignments: _UserAttributeAssignments
    user_flow_identity_providers: _IdentityProviders
class _B2xUserFlows(_m.Lists[B2xIdentityUserFlow], _m.Counts):
    def create(self, body: B2xIdentityUserFlow = ..., /, **more: _Unpack[B2xIdentityUserFlow]) -> _m.Call[B2xIdentityUserFlow]: ...
    def __getitem__(self, id: str, /) -> _B2xUserFlowsItem: ...
class _AuthenticationContextClassReferencesItem(_m.Deletes, _m.Gets[AuthenticationContextClassReference]):
    def update(self, body: AuthenticationContextClassReference = ..., /, **more: _Unpack[AuthenticationContextClassReference]) -> _m.Call[AuthenticationContextClassReference | None]: ...
class _AuthenticationContextClassReferences(_m.Lists[AuthenticationContextClassReference], _m.Counts):
    def create(self, body: AuthenticationContextClassReference = ..., /, **more: _Unpack[AuthenticationContextClassReference]) -> _m.Call[AuthenticationContextClassReference]: ...
    def __getitem__(self, id: str, /) -> _AuthenticationContextClassReferencesItem: ...
class _AuthenticationMethodModesItem(_m.Deletes, _m.Gets[AuthenticationMethodModeDetail]):
    def update(self, body: AuthenticationMethodModeDetail = ..., /, **more: _Unpack[AuthenticationMethodModeDetail]) -> _m.Call[AuthenticationMethodModeDetail | None]: ...
class _AuthenticationMethodModes(_m.Lists[AuthenticationMethodModeDetail], _m.Counts):
    def create(self, body: AuthenticationMethodModeDetail = ..., /, **more: _Unpack[AuthenticationMethodModeDetail]) -> _m.Call[AuthenticationMethodModeDetail]: ...
    def __getitem__(self, id: str, /) -> _AuthenticationMethodModesItem: ...
class _CombinationConfigurationsItem(_m.Deletes, _m.Gets[AuthenticationCombinationConfiguration]):
    def update(self, body: AuthenticationCombinationConfiguration = ..., /, **more: _Unpack[AuthenticationCombinationConfiguration]) -> _m.Call[AuthenticationCombinationConfiguration | None]: ...
class _CombinationConfigurations(_m.Lists[AuthenticationCombinationConfiguration], _m.Counts):
    def create(self, body: AuthenticationCombinationConfiguration = ..., /, **more: _Unpack[AuthenticationCombinationConfiguration]) -> _m.Call[AuthenticationCombinationConfiguration]: ...
    def __getitem__(self, id: str, /) -> _CombinationConfigurationsItem: ...
class _PoliciesItem(_m.Deletes, _m.Gets[AuthenticationStrengthPolicy]):
    def update(self, body: AuthenticationStrengthPolicy = ..., /, **more: _Unpack[AuthenticationStrengthPolicy]) -> _m.Call[AuthenticationStrengthPolicy | None]: ...
    combination_configurations: _CombinationConfigurations
    def update_allowed_combinations(self, body: UpdateAllowedCombinationsBody = ..., /, **more: _Unpack[UpdateAllowedCombinationsBody]) -> _m.Call[UpdateAllowedCombinationsResult]: ...
    def usage(self) -> _m.Call[AuthenticationStrengthUsage]: ...
class _Policies(_m.Lists[AuthenticationStrengthPolicy], _m.Counts):
    def create(self, body: AuthenticationStrengthPolicy = ..., /, **more: _Unpack[AuthenticationStrengthPolicy]) -> _m.Call[AuthenticationStrengthPolicy]: ...
    def __getitem__(self, id: str, /) -> _PoliciesItem: ...
    def find_by_method_mode(self, *, authenticationMethodModes: _m.Names, count: bool = ..., expand: _m.Names = ..., filter: str = ..., orderby: _m.Names = ..., search: str = ..., select: _m.Names = ..., skip: int = ..., top: int = ...) -> _m.Listing[AuthenticationStrengthPolicy]: ...
class _AuthenticationStrength(_m.Deletes, _m.Gets[AuthenticationStrengthRoot]):
    def update(self, body: AuthenticationStrengthRoot = ..., /, **more: _Unpack[AuthenticationStrengthRoot]) -> _m.Call[AuthenticationStrengthRoot | None]: ...
    authentication_method_modes: _AuthenticationMethodModes
    policies: _Policies
class _NamedLocationsItem(_m.Deletes, _m.Gets[NamedLocation]):
    def update(self, body: NamedLocation = ..., /, **more: _Unpack[NamedLocation]) -> _m.Call[NamedLocation | None]: ...
    def restore(self) -> _m.Call[NamedLocation]: ...
class _NamedLocations(_m.Lists[NamedLocation], _m.Counts):
    def create(self, body: NamedLocation = ..., /, **more: _Unpack[NamedLocation]) -> _m.Call[NamedLocation]: ...
    def __getitem__(self, id: str, /) -> _NamedLocationsItem: ...
class _PoliciesItem2(_m.Deletes, _m.Gets[ConditionalAccessPolicy]):
    def update(self, body: ConditionalAccessPolicy = ..., /, **more: _Unpack[ConditionalAccessPolicy]) -> _m.Call[ConditionalAccessPolicy | None]: ...
    def restore(self) -> _m.Call[ConditionalAccessPolicy]: ...
class _Policies2(_m.Lists[ConditionalAccessPolicy], _m.Counts):
    def create(self, body: ConditionalAccessPolicy = ..., /, **more: _Unpack[ConditionalAccessPolicy]) -> _m.Call[ConditionalAccessPolicy]: ...
    def __getitem__(self, id: str, /) -> _PoliciesItem2: ...
class _DeletedItems(_m.Deletes, _m.Gets[CaPoliciesDeletableRoot]):
    def update(self, body: CaPoliciesDeletableRoot = ..., /, **more: _Unpack[CaPoliciesDeletableRoot]) -> _m.Call[CaPoliciesDeletableRoot | None]: ...
    named_locations: _NamedLocations
    policies: _Policies2
class _TemplatesItem(_m.Gets[ConditionalAccessTemplate]): ...
class _Templates(_m.Lists[ConditionalAccessTemplate], _m.Counts):
    def __getitem__(self, id: str, /) -> _TemplatesItem: ...
class _ConditionalAccess(_m.Place):
    authentication_context_class_references: _AuthenticationContextClassReferences
    authentication_strength: _AuthenticationStrength
    authentication_strengths: _AuthenticationStrength
    deleted_items: _DeletedItems
    named_locations: _NamedLocations
    policies: _Policies2
    templates: _Templates
    def evaluate(self, body: EvaluateBody = ..., /, **more: _Unpack[EvaluateBody]) -> _m.Listing[WhatIfAnalysisResult]: ...
class _ContinuousAccessEvaluationPolicy(_m.Deletes, _m.Gets[ContinuousAccessEvaluationPolicy]):
    def update(self, body: ContinuousAccessEvaluationPolicy = ..., /, **more: _Unpack[ContinuousAccessEvaluationPolicy]) -> _m.Call[ContinuousAccessEvaluationPolicy | None]: ...
class _CustomAuthenticationExtensionsItem(_m.Deletes, _m.Gets[CustomAuthenticationExtension]):
    def update(self, body: CustomAuthenticationExtension = ..., /, **more: _Unpack[CustomAuthenticationExtension]) -> _m.Call[CustomAuthenticationExtension | None]: ...
    def validate_authentication_configuration(self) -> _m.Call[AuthenticationConfigurationValidation]: ...
class _CustomAuthenticationExtensions(_m.Lists[CustomAuthenticationExtension], _m.Counts):
    def create(self, body: CustomAuthenticationExtension = ..., /, **more: _Unpack[CustomAuthenticationExtension]) -> _m.Call[CustomAuthenticationExtension]: ...
    def __getitem__(self, id: str, /) -> _CustomAuthenticationExtensionsItem: ...
    def validate_authentication_configuration(self, body: ValidateAuthenticationConfigurationBody = ..., /, **more: _Unpack[ValidateAuthenticationConfigurationBody]) -> _m.Call[AuthenticationConfigurationValidation]: ...
class _IdentityProvidersItem2(_m.Deletes, _m.Gets[IdentityProviderBase]):
    def update(self, body: IdentityProviderBase = ..., /, **more: _Unpack[IdentityProviderBase]) -> _m.Call[IdentityProviderBase | None]: ...
class _IdentityProviders4(_m.Lists[IdentityProviderBase], _m.Counts):
    def create(self, body: IdentityProviderBase = ..., /, **more: _Unpack[IdentityProviderBase]) -> _m.Call[IdentityProviderBase]: ...
    def __getitem__(self, id: str, /) -> _IdentityProvidersItem2: ...
    def available_provider_types(self, *, count: bool = ..., filter: str = ..., search: str = ..., skip: int = ..., top: int = ...) -> _m.Listing[str]: ...
class _FraudProtectionProvidersItem(_m.Deletes, _m.Gets[FraudProtectionProvider]):
    def update(self, body: FraudProtectionProvider = ..., /, **more: _Unpack[FraudProtectionProvider]) -> _m.Call[FraudProtectionProvider | None]: ...
class _FraudProtectionProviders(_m.Lists[FraudProtectionProvider], _m.Counts):
    def create(self, body: FraudProtectionProvider = ..., /, **more: _Unpack[FraudProtectionProvider]) -> _m.Call[FraudProtectionProvider]: ...
    def __getitem__(self, id: str, /) -> _FraudProtectionProvidersItem: ...
class _WebApplicationFirewallProvidersItem(_m.Deletes, _m.Gets[WebApplicationFirewallProvider]):
    def update(self, body: WebApplicationFirewallProvider = ..., /, **more: _Unpack[WebApplicationFirewallProvider]) -> _m.Call[WebApplicationFirewallProvider | None]: ...
    def verify(self, body: VerifyBody = ..., /, **more: _Unpack[VerifyBody]) -> _m.Call[WebApplicationFirewallVerificationModel]: ...
class _WebApplicationFirewallProviders(_m.Lists[WebApplicationFirewallProvider], _m.Counts):
    def create(self, body: WebApplicationFirewallProvider = ..., /, **more: _Unpack[WebApplicationFirewallProvider]) -> _m.Call[WebApplicationFirewallProvider]: ...
    def __getitem__(self, id: str, /) -> _WebApplicationFirewallProvidersItem: ...
class _Provider(_m.Gets[WebApplicationFirewallProvider]): ...
class _WebApplicationFirewallVerificationsItem(_m.Deletes, _m.Gets[WebApplicationFirewallVerificationModel]):
    def update(self, body: WebApplicationFirewallVerificationModel = ..., /, **more: _Unpack[WebApplicationFirewallVerificationModel]) -> _m.Call[WebApplicationFirewallVerificationModel | None]: ...
    provider: _Provider
class _WebApplicationFirewallVerifications(_m.Lists[WebApplicationFirewallVerificationModel], _m.Counts):
    def create(self, body: WebApplicationFirewallVerificationModel = ..., /, **more: _Unpack[WebApplicationFirewallVerificationModel]) -> _m.Call[WebApplicationFirewallVerificationModel]: ...
    def __getitem__(self, id: str, /) -> _WebApplicationFirewallVerificationsItem: ...
class _RiskPrevention(_m.Deletes, _m.Gets[RiskPreventionContainer]):
    def update(self, body: RiskPreventionContainer = ..., /, **more: _Unpack[RiskPreventionContainer]) -> _m.Call[RiskPreventionContainer | None]: ...
    fraud_protection_providers: _FraudProtectionProviders
    web_application_firewall_providers: _WebApplicationFirewallProviders
    web_application_firewall_verifications: _WebApplicationFirewallVerifications
class _SignInIdentifiersItem(_m.Deletes, _m.Gets[SignInIdentifierBase]):
    def update(self, body: SignInIdentifierBase = ..., /, **more: _Unpack[SignInIdentifierBase]) -> _m.Call[SignInIdentifierBase | None]: ...
class _SignInIdentifiers(_m.Lists[SignInIdentifierBase], _m.Counts):
    def create(self, body: SignInIdentifierBase = ..., /, **more: _Unpack[SignInIdentifierBase]) -> _m.Call[SignInIdentifierBase]: ...
    def __getitem__(self, id: str, /) -> _SignInIdentifiersItem: ...
class _UserFlowAttributesItem(_m.Deletes, _m.Gets[IdentityUserFlowAttribute]):
    def update(self, body: IdentityUserFlowAttribute = ..., /, **more: _Unpack[IdentityUserFlowAttribute]) -> _m.Call[IdentityUserFlowAttribute | None]: ...
class _UserFlowAttributes(_m.Lists[IdentityUserFlowAttribute], _m.Counts):
    def create(self, body: IdentityUserFlowAttribute = ..., /, **more: _Unpack[IdentityUserFlowAttribute]) -> _m.Call[IdentityUserFlowAttribute]: ...
    def __getitem__(self, id: str, /) -> _UserFlowAttributesItem: ...
class _UserFlowsItem(_m.Deletes, _m.Gets[IdentityUserFlow]):
    def update(self, body: IdentityUserFlow = ..., /, **more: _Unpack[IdentityUserFlow]) -> _m.Call[IdentityUserFlow | None]: ...
class _UserFlows(_m.Lists[IdentityUserFlow], _m.Counts):
    def create(self, body: IdentityUserFlow = ..., /, **more: _Unpack[IdentityUserFlow]) -> _m.Call[IdentityUserFlow]: ...
    def __getitem__(self, id: str, /) -> _UserFlowsItem: ...
class _ProfilesItem(_m.Deletes, _m.Gets[VerifiedIdProfile]):
    def update(self, body: VerifiedIdProfile = ..., /, **more: _Unpack[VerifiedIdProfile]) -> _m.Call[VerifiedIdProfile | None]: ...
class _Profiles(_m.Lists[VerifiedIdProfile], _m.Counts):
    def create(self, body: VerifiedIdProfile = ..., /, **more: _Unpack[VerifiedIdProfile]) -> _m.Call[VerifiedIdProfile]: ...
    def __getitem__(self, id: str, /) -> _ProfilesItem: ...
class _VerifiedId(_m.Deletes, _m.Gets[IdentityVerifiedIdRoot]):
    def update(self, body: IdentityVerifiedIdRoot = ..., /, **more: _Unpack[IdentityVerifiedIdRoot]) -> _m.Call[IdentityVerifiedIdRoot | None]: ...
    profiles: _Profiles
class _Identity(_m.Gets[IdentityContainer]):
    def update(self, body: IdentityContainer = ..., /, **more: _Unpack[IdentityContainer]) -> _m.Call[IdentityContainer | None]: ...
    api_connectors: _ApiConnectors
    authentication_event_listeners: _AuthenticationEventListeners
    authentication_events_flows: _AuthenticationEventsFlows
    b2c_user_flows: _B2cUserFlows
    b2x_user_flows: _B2xUserFlows
    conditional_access: _ConditionalAccess
    continuous_access_evaluation_policy: _ContinuousAccessEvaluationPolicy
    custom_authentication_extensions: _CustomAuthenticationExtensions
    identity_providers: _IdentityProviders4
    risk_prevention: _RiskPrevention
    sign_in_identifiers: _SignInIdentifiers
    user_flow_attributes: _UserFlowAttributes
    user_flows: _UserFlows
    verified_id: _VerifiedId
class _AgentRiskDetectionsItem(_m.Deletes, _m.Gets[AgentRiskDetection]):
    def update(self, body: AgentRiskDetection = ..., /, **more: _Unpack[AgentRiskDetection]) -> _m.Call[AgentRiskDetection | None]: ...
class _AgentRiskDetections(_m.Lists[AgentRiskDetection], _m.Counts):
    def create(self, body: AgentRiskDetection = ..., /, **more: _Unpack[AgentRiskDetection]) -> _m.Call[AgentRiskDetection]: ...
    def __getitem__(self, id: str, /) -> _AgentRiskDetectionsItem: ...
class _RiskDetectionsItem(_m.Deletes, _m.Gets[RiskDetection]):
    def update(self, body: RiskDetection = ..., /, **more: _Unpack[RiskDetection]) -> _m.Call[RiskDetection | None]: ...
class _RiskDetections(_m.Lists[RiskDetection], _m.Counts):
    def create(self, body: RiskDetection = ..., /, **more: _Unpack[RiskDetection]) -> _m.Call[RiskDetection]: ...
    def __getitem__(self, id: str, /) -> _RiskDetectionsItem: ...
class _RiskyAgentsItem(_m.Deletes, _m.Gets[RiskyAgent]):
    def update(self, body: RiskyAgent = ..., /, **more: _Unpack[RiskyAgent]) -> _m.Call[RiskyAgent | None]: ...
class _RiskyAgents(_m.Lists[RiskyAgent], _m.Counts):
    def create(self, body: RiskyAgent = ..., /, **more: _Unpack[RiskyAgent]) -> _m.Call[RiskyAgent]: ...
    def __getitem__(self, id: str, /) -> _RiskyAgentsItem: ...
    def confirm_compromised(self, body: ConfirmCompromisedBody = ..., /, **more: _Unpack[ConfirmCompromisedBody]) -> _m.Call[None]: ...
    def confirm_safe(self, body: ConfirmSafeBody = ..., /, **more: _Unpack[ConfirmSafeBody]) -> _m.Call[None]: ...
    def dismiss(self, body: DismissBody = ..., /, **more: _Unpack[DismissBody]) -> _m.Call[None]: ...
class _HistoryItem(_m.Deletes, _m.Gets[RiskyServicePrincipalHistoryItem]):
    def update(self, body: RiskyServicePrincipalHistoryItem = ..., /, **more: _Unpack[RiskyServicePrincipalHistoryItem]) -> _m.Call[RiskyServicePrincipalHistoryItem | None]: ...
class _History(_m.Lists[RiskyServicePrincipalHistoryItem], _m.Counts):
    def create(self, body: RiskyServicePrincipalHistoryItem = ..., /, **more: _Unpack[RiskyServicePrincipalHistoryItem]) -> _m.Call[RiskyServicePrincipalHistoryItem]: ...
    def __getitem__(self, id: str, /) -> _HistoryItem: ...
class _RiskyServicePrincipalsItem(_m.Deletes, _m.Gets[RiskyServicePrincipal]):
    def update(self, body: RiskyServicePrincipal = ..., /, **more: _Unpack[RiskyServicePrincipal]) -> _m.Call[RiskyServicePrincipal | None]: ...
    history: _History
class _RiskyServicePrincipals(_m.Lists[RiskyServicePrincipal], _m.Counts):
    def create(self, body: RiskyServicePrincipal = ..., /, **more: _Unpack[RiskyServicePrincipal]) -> _m.Call[RiskyServicePrincipal]: ...
    def __getitem__(self, id: str, /) -> _RiskyServicePrincipalsItem: ...
    def confirm_compromised(self, body: RiskyServicePrincipalsConfirmCompromisedBody = ..., /, **more: _Unpack[RiskyServicePrincipalsConfirmCompromisedBody]) -> _m.Call[None]: ...
    def dismiss(self, body: RiskyServicePrincipalsDismissBody = ..., /, **more: _Unpack[RiskyServicePrincipalsDismissBody]) -> _m.Call[None]: ...
class _HistoryItem2(_m.Deletes, _m.Gets[RiskyUserHistoryItem]):
    def update(self, body: RiskyUserHistoryItem = ..., /, **more: _Unpack[RiskyUserHistoryItem]) -> _m.Call[RiskyUserHistoryItem | None]: ...
class _History2(_m.Lists[RiskyUserHistoryItem], _m.Counts):
    def create(self, body: RiskyUserHistoryItem = ..., /, **more: _Unpack[RiskyUserHistoryItem]) -> _m.Call[RiskyUserHistoryItem]: ...
    def __getitem__(self, id: str, /) -> _HistoryItem2: ...
class _RiskyUsersItem(_m.Deletes, _m.Gets[RiskyUser]):
    def update(self, body: RiskyUser = ..., /, **more: _Unpack[RiskyUser]) -> _m.Call[RiskyUser | None]: ...
    history: _History2
class _RiskyUsers(_m.Lists[RiskyUser], _m.Counts):
    def create(self, body: RiskyUser = ..., /, **more: _Unpack[RiskyUser]) -> _m.Call[RiskyUser]: ...
    def __getitem__(self, id: str, /) -> _RiskyUsersItem: ...
    def confirm_compromised(self, body: RiskyUsersConfirmCompromisedBody = ..., /, **more: _Unpack[RiskyUsersConfirmCompromisedBody]) -> _m.Call[None]: ...
    def confirm_safe(self, body: RiskyUsersConfirmSafeBody = ..., /, **more: _Unpack[RiskyUsersConfirmSafeBody]) -> _m.Call[None]: ...
    def dismiss(self, body: RiskyUsersDismissBody = ..., /, **more: _Unpack[RiskyUsersDismissBody]) -> _m.Call[None]: ...
class _ServicePrincipalRiskDetectionsItem(_m.Deletes, _m.Gets[ServicePrincipalRiskDetection]):
    def update(self, body: ServicePrincipalRiskDetection = ..., /, **more: _Unpack[ServicePrincipalRiskDetection]) -> _m.Call[ServicePrincipalRiskDetection | None]: ...
class _ServicePrincipalRiskDetections(_m.Lists[ServicePrincipalRiskDetection], _m.Counts):
    def create(self, body: ServicePrincipalRiskDetection = ..., /, **more: _Unpack[ServicePrincipalRiskDetection]) -> _m.Call[ServicePrincipalRiskDetection]: ...
    def __getitem__(self, id: str, /) -> _ServicePrincipalRiskDetectionsItem: ...
class _IdentityProtection(_m.Gets[IdentityProtectionRoot]):
    def update(self, body: IdentityProtectionRoot = ..., /, **more: _Unpack[IdentityProtectionRoot]) -> _m.Call[IdentityProtectionRoot | None]: ...
    agent_risk_detections: _AgentRiskDetections
    risk_detections: _RiskDetections
    risky_agents: _RiskyAgents
    risky_service_principals: _RiskyServicePrincipals
    risky_users: _RiskyUsers
    service_principal_risk_detections: _ServicePrincipalRiskDetections
class _IdentityProvidersItem3(_m.Deletes, _m.Gets[IdentityProvider]):
    def update(self, body: IdentityProvider = ..., /, **more: _Unpack[IdentityProvider]) -> _m.Call[IdentityProvider | None]: ...
class _IdentityProviders5(_m.Lists[IdentityProvider], _m.Counts):
    def create(self, body: IdentityProvider = ..., /, **more: _Unpack[IdentityProvider]) -> _m.Call[IdentityProvider]: ...
    def __getitem__(self, id: str, /) -> _IdentityProvidersItem3: ...
    def available_provider_types(self, *, count: bool = ..., filter: str = ..., search: str = ..., skip: int = ..., top: int = ...) -> _m.Listing[str]: ...
class _RecoveryKeysItem(_m.Gets[BitlockerRecoveryKey]): ...
class _RecoveryKeys(_m.Lists[BitlockerRecoveryKey], _m.Counts):
    def __getitem__(self, id: str, /) -> _RecoveryKeysItem: ...
class _Bitlocker(_m.Gets[Bitlocker]):
    recovery_keys: _RecoveryKeys
class _DataLossPreventionPoliciesItem(_m.Deletes, _m.Gets[DataLossPreventionPolicy]):
    def update(self, body: DataLossPreventionPolicy = ..., /, **more: _Unpack[DataLossPreventionPolicy]) -> _m.Call[DataLossPreventionPolicy | None]: ...
class _DataLossPreventionPolicies(_m.Lists[DataLossPreventionPolicy], _m.Counts):
    def create(self, body: DataLossPreventionPolicy = ..., /, **more: _Unpack[DataLossPreventionPolicy]) -> _m.Call[DataLossPreventionPolicy]: ...
    def __getitem__(self, id: str, /) -> _DataLossPreventionPoliciesItem: ...
    def evaluate(self, body: DataLossPreventionPoliciesEvaluateBody = ..., /, **more: _Unpack[DataLossPreventionPoliciesEvaluateBody]) -> _m.Call[DlpEvaluatePoliciesJobResponse]: ...
class _LabelsItem(_m.Deletes, _m.Gets[InformationProtectionLabel]):
    def update(self, body: InformationProtectionLabel = ..., /, **more: _Unpack[InformationProtectionLabel]) -> _m.Call[InformationProtectionLabel | None]: ...
class _Labels(_m.Lists[InformationProtectionLabel], _m.Counts):
    def create(self, body: InformationProtectionLabel = ..., /, **more: _Unpack[InformationProtectionLabel]) -> _m.Call[InformationProtectionLabel]: ...
    def __getitem__(self, id: str, /) -> _LabelsItem: ...
    def evaluate_application(self, body: EvaluateApplicationBody = ..., /, **more: _Unpack[EvaluateApplicationBody]) -> _m.Listing[InformationProtectionAction]: ...
    def evaluate_classification_results(self, body: EvaluateClassificationResultsBody = ..., /, **more: _Unpack[EvaluateClassificationResultsBody]) -> _m.Listing[InformationProtectionAction]: ...
    def evaluate_removal(self, body: EvaluateRemovalBody = ..., /, **more: _Unpack[EvaluateRemovalBody]) -> _m.Listing[InformationProtectionAction]: ...
    def extract_label(self, body: ExtractLabelBody = ..., /, **more: _Unpack[ExtractLabelBody]) -> _m.Call[InformationProtectionContentLabel]: ...
class _Policy(_m.Deletes, _m.Gets[InformationProtectionPolicy]):
    def update(self, body: InformationProtectionPolicy = ..., /, **more: _Unpack[InformationProtectionPolicy]) -> _m.Call[InformationProtectionPolicy | None]: ...
    labels: _Labels
class _Rights(_m.Gets[UsageRightsIncluded]): ...
class _SublabelsItem(_m.Deletes, _m.Gets[SensitivityLabel]):
    def update(self, body: SensitivityLabel = ..., /, **more: _Unpack[SensitivityLabel]) -> _m.Call[SensitivityLabel | None]: ...
    rights: _Rights
class _Sublabels(_m.Lists[SensitivityLabel], _m.Counts):
    def create(self, body: SensitivityLabel = ..., /, **more: _Unpack[SensitivityLabel]) -> _m.Call[SensitivityLabel]: ...
    def __getitem__(self, id: str, /) -> _SublabelsItem: ...
    def compute_inheritance(self, *, labelIds: _m.Names, locale: _m.Names, contentFormats: _m.Names) -> _m.Call[SensitivityLabel]: ...
    def compute_rights_and_inheritance(self, body: ComputeRightsAndInheritanceBody = ..., /, **more: _Unpack[ComputeRightsAndInheritanceBody]) -> _m.Call[ComputeRightsAndInheritanceResult]: ...
    def evaluate(self, body: SublabelsEvaluateBody = ..., /, **more: _Unpack[SublabelsEvaluateBody]) -> _m.Call[EvaluateLabelJobResponse]: ...
class _SensitivityLabelsItem(_m.Deletes, _m.Gets[SensitivityLabel]):
    def update(self, body: SensitivityLabel = ..., /, **more: _Unpack[SensitivityLabel]) -> _m.Call[SensitivityLabel | None]: ...
    rights: _Rights
    sublabels: _Sublabels
class _SensitivityLabels(_m.Lists[SensitivityLabel], _m.Counts):
    def create(self, body: SensitivityLabel = ..., /, **more: _Unpack[SensitivityLabel]) -> _m.Call[SensitivityLabel]: ...
    def __getitem__(self, id: str, /) -> _SensitivityLabelsItem: ...
    def compute_inheritance(self, *, labelIds: _m.Names, locale: _m.Names, contentFormats: _m.Names) -> _m.Call[SensitivityLabel]: ...
    def compute_rights_and_inheritance(self, body: ComputeRightsAndInheritanceBody = ..., /, **more: _Unpack[ComputeRightsAndInheritanceBody]) -> _m.Call[ComputeRightsAndInheritanceResult]: ...
    def evaluate(self, body: SensitivityLabelsEvaluateBody = ..., /, **more: _Unpack[SensitivityLabelsEvaluateBody]) -> _m.Call[EvaluateLabelJobResponse]: ...
class _SensitivityPolicySettings(_m.Deletes, _m.Gets[SensitivityPolicySettings]):
    def update(self, body: SensitivityPolicySettings = ..., /, **more: _Unpack[SensitivityPolicySettings]) -> _m.Call[SensitivityPolicySettings | None]: ...
class _ResultsItem(_m.Deletes, _m.Gets[ThreatAssessmentResult]):
    def update(self, body: ThreatAssessmentResult = ..., /, **more: _Unpack[ThreatAssessmentResult]) -> _m.Call[ThreatAssessmentResult | None]: ...
class _Results(_m.Lists[ThreatAssessmentResult], _m.Counts):
    def create(self, body: ThreatAssessmentResult = ..., /, **more: _Unpack[ThreatAssessmentResult]) -> _m.Call[ThreatAssessmentResult]: ...
    def __getitem__(self, id: str, /) -> _ResultsItem: ...
class _ThreatAssessmentRequestsItem(_m.Deletes, _m.Gets[ThreatAssessmentRequest]):
    def update(self, body: ThreatAssessmentRequest = ..., /, **more: _Unpack[ThreatAssessmentRequest]) -> _m.Call[ThreatAssessmentRequest | None]: ...
    results: _Results
class _ThreatAssessmentRequests(_m.Lists[ThreatAssessmentRequest], _m.Counts):
    def create(self, body: ThreatAssessmentRequest = ..., /, **more: _Unpack[ThreatAssessmentRequest]) -> _m.Call[ThreatAssessmentRequest]: ...
    def __getitem__(self, id: str, /) -> _ThreatAssessmentRequestsItem: ...
class _InformationProtection(_m.Gets[InformationProtection]):
    def update(self, body: InformationProtection = ..., /, **more: _Unpack[InformationProtection]) -> _m.Call[InformationProtection | None]: ...
    bitlocker: _Bitlocker
    data_loss_prevention_policies: _DataLossPreventionPolicies
    policy: _Policy
    sensitivity_labels: _SensitivityLabels
    sensitivity_policy_settings: _SensitivityPolicySettings
    threat_assessment_requests: _ThreatAssessmentRequests
    def decrypt_buffer(self, body: DecryptBufferBody = ..., /, **more: _Unpack[DecryptBufferBody]) -> _m.Call[BufferDecryptionResult]: ...
    def encrypt_buffer(self, body: EncryptBufferBody = ..., /, **more: _Unpack[EncryptBufferBody]) -> _m.Call[BufferEncryptionResult]: ...
    def sign_digest(self, body: SignDigestBody = ..., /, **more: _Unpack[SignDigestBody]) -> _m.Call[SigningResult]: ...
    def verify_signature(self, body: VerifySignatureBody = ..., /, **more: _Unpack[VerifySignatureBody]) -> _m.Call[VerificationResult]: ...
class _MailboxSettings(_m.Gets[MailboxSettings]):
    def update(self, body: MailboxSettings = ..., /, **more: _Unpack[MailboxSettings]) -> _m.Call[MailboxSettings | None]: ...
class _ServiceProvisioningErrors(_m.Lists[ServiceProvisioningError], _m.Counts): ...
class _InvitedUser(_m.Gets[User]):
    mailbox_settings: _MailboxSettings
    service_provisioning_errors: _ServiceProvisioningErrors
class _InvitedUserSponsorsItem(_m.Gets[DirectoryObject]): ...
class _InvitedUserSponsors(_m.Lists[DirectoryObject], _m.Counts):
    def __getitem__(self, id: str, /) -> _InvitedUserSponsorsItem: ...
class _Invitations(_m.Lists[Invitation], _m.Counts):
    def create(self, body: Invitation = ..., /, **more: _Unpack[Invitation]) -> _m.Call[Invitation]: ...
    invited_user: _InvitedUser
    invited_user_sponsors: _InvitedUserSponsors
class _Oauth2PermissionGrantsItem(_m.Deletes, _m.Gets[OAuth2PermissionGrant]):
    def update(self, body: OAuth2PermissionGrant = ..., /, **more: _Unpack[OAuth2PermissionGrant]) -> _m.Call[OAuth2PermissionGrant | None]: ...
class _Oauth2PermissionGrants(_m.Lists[OAuth2PermissionGrant], _m.Counts):
    def create(self, body: OAuth2PermissionGrant = ..., /, **more: _Unpack[OAuth2PermissionGrant]) -> _m.Call[OAuth2PermissionGrant]: ...
    def __getitem__(self, id: str, /) -> _Oauth2PermissionGrantsItem: ...
    def delta(self, *, count: bool = ..., expand: _m.Names = ..., filter: str = ..., orderby: _m.Names = ..., search: str = ..., select: _m.Names = ..., skip: int = ..., top: int = ...) -> _m.Listing[OAuth2PermissionGrant]: ...
class _CertificateBasedAuthConfigurationItem(_m.Deletes, _m.Gets[CertificateBasedAuthConfiguration]): ...
class _CertificateBasedAuthConfiguration(_m.Lists[CertificateBasedAuthConfiguration], _m.Counts):
    def create(self, body: CertificateBasedAuthConfiguration = ..., /, **more: _Unpack[CertificateBasedAuthConfiguration]) -> _m.Call[CertificateBasedAuthConfiguration]: ...
    def __getitem__(self, id: str, /) -> _CertificateBasedAuthConfigurationItem: ...
class _OrganizationItem(_m.Place):
    certificate_based_auth_configuration: _CertificateBasedAuthConfiguration
class _Organization(_m.Place):
    def __getitem__(self, id: str, /) -> _OrganizationItem: ...
class _AccessReviewPolicy(_m.Deletes, _m.Gets[AccessReviewPolicy]):
    def update(self, body: AccessReviewPolicy = ..., /, **more: _Unpack[AccessReviewPolicy]) -> _m.Call[AccessReviewPolicy | None]: ...
class _ActivityBasedTimeoutPoliciesItem(_m.Deletes, _m.Gets[ActivityBasedTimeoutPolicy]):
    def update(self, body: ActivityBasedTimeoutPolicy = ..., /, **more: _Unpack[ActivityBasedTimeoutPolicy]) -> _m.Call[ActivityBasedTimeoutPolicy | None]: ...
    applies_to: _InvitedUserSponsors
class _ActivityBasedTimeoutPolicies(_m.Lists[ActivityBasedTimeoutPolicy], _m.Counts):
    def create(self, body: ActivityBasedTimeoutPolicy = ..., /, **more: _Unpack[ActivityBasedTimeoutPolicy]) -> _m.Call[ActivityBasedTimeoutPolicy]: ...
    def __getitem__(self, id: str, /) -> _ActivityBasedTimeoutPoliciesItem: ...
class _AdminConsentRequestPolicy(_m.Deletes, _m.Gets[AdminConsentRequestPolicy]):
    def update(self, body: AdminConsentRequestPolicy = ..., /, **more: _Unpack[AdminConsentRequestPolicy]) -> _m.Call[AdminConsentRequestPolicy | None]: ...
class _AppManagementPoliciesItem(_m.Deletes, _m.Gets[AppManagementPolicy]):
    def update(self, body: AppManagementPolicy = ..., /, **more: _Unpack[AppManagementPolicy]) -> _m.Call[AppManagementPolicy | None]: ...
    applies_to: _InvitedUserSponsors
class _AppManagementPolicies(_m.Lists[AppManagementPolicy], _m.Counts):
    def create(self, body: AppManagementPolicy = ..., /, **more: _Unpack[AppManagementPolicy]) -> _m.Call[AppManagementPolicy]: ...
    def __getitem__(self, id: str, /) -> _AppManagementPoliciesItem: ...
class _AuthenticationFlowsPolicy(_m.Deletes, _m.Gets[AuthenticationFlowsPolicy]):
    def update(self, body: AuthenticationFlowsPolicy = ..., /, **more: _Unpack[AuthenticationFlowsPolicy]) -> _m.Call[AuthenticationFlowsPolicy | None]: ...
class _AuthenticationMethodConfigurationsItem(_m.Deletes, _m.Gets[AuthenticationMethodConfiguration]):
    def update(self, body: AuthenticationMethodConfiguration = ..., /, **more: _Unpack[AuthenticationMethodConfiguration]) -> _m.Call[AuthenticationMethodConfiguration | None]: ...
class _AuthenticationMethodConfigurations(_m.Lists[AuthenticationMethodConfiguration], _m.Counts):
    def create(self, body: AuthenticationMethodConfiguration = ..., /, **more: _Unpack[AuthenticationMethodConfiguration]) -> _m.Call[AuthenticationMethodConfiguration]: ...
    def __getitem__(self, id: str, /) -> _AuthenticationMethodConfigurationsItem: ...
class _AuthenticationMethodsPolicy(_m.Deletes, _m.Gets[AuthenticationMethodsPolicy]):
    def update(self, body: AuthenticationMethodsPolicy = ..., /, **more: _Unpack[AuthenticationMethodsPolicy]) -> _m.Call[AuthenticationMethodsPolicy | None]: ...
    authentication_method_configurations: _AuthenticationMethodConfigurations
class _DefaultUserRoleOverridesItem(_m.Deletes, _m.Gets[DefaultUserRoleOverride]):
    def update(self, body: DefaultUserRoleOverride = ..., /, **more: _Unpack[DefaultUserRoleOverride]) -> _m.Call[DefaultUserRoleOverride | None]: ...
class _DefaultUserRoleOverrides(_m.Lists[DefaultUserRoleOverride], _m.Counts):
    def create(self, body: DefaultUserRoleOverride = ..., /, **more: _Unpack[DefaultUserRoleOverride]) -> _m.Call[DefaultUserRoleOverride]: ...
    def __getitem__(self, id: str, /) -> _DefaultUserRoleOverridesItem: ...
class _AuthorizationPolicyItem(_m.Deletes, _m.Gets[AuthorizationPolicy]):
    def update(self, body: AuthorizationPolicy = ..., /, **more: _Unpack[AuthorizationPolicy]) -> _m.Call[AuthorizationPolicy | None]: ...
    default_user_role_overrides: _DefaultUserRoleOverrides
class _AuthorizationPolicy(_m.Lists[AuthorizationPolicy], _m.Counts):
    def create(self, body: AuthorizationPolicy = ..., /, **more: _Unpack[AuthorizationPolicy]) -> _m.Call[AuthorizationPolicy]: ...
    def __getitem__(self, id: str, /) -> _AuthorizationPolicyItem: ...
class _B2bManagementPoliciesItem(_m.Deletes, _m.Gets[B2bManagementPolicy]):
    def update(self, body: B2bManagementPolicy = ..., /, **more: _Unpack[B2bManagementPolicy]) -> _m.Call[B2bManagementPolicy | None]: ...
    applies_to: _InvitedUserSponsors
class _B2bManagementPolicies(_m.Lists[B2bManagementPolicy], _m.Counts):
    def create(self, body: B2bManagementPolicy = ..., /, **more: _Unpack[B2bManagementPolicy]) -> _m.Call[B2bManagementPolicy]: ...
    def __getitem__(self, id: str, /) -> _B2bManagementPoliciesItem: ...
class _B2cAuthenticationMethodsPolicy(_m.Deletes, _m.Gets[B2cAuthenticationMethodsPolicy]):
    def update(self, body: B2cAuthenticationMethodsPolicy = ..., /, **more: _Unpack[B2cAuthenticationMethodsPolicy]) -> _m.Call[B2cAuthenticationMethodsPolicy | None]: ...
class _ClaimsMappingPoliciesItem(_m.Deletes, _m.Gets[ClaimsMappingPolicy]):
    def update(self, body: ClaimsMappingPolicy = ..., /, **more: _Unpack[ClaimsMappingPolicy]) -> _m.Call[ClaimsMappingPolicy | None]: ...
    applies_to: _InvitedUserSponsors
class _ClaimsMappingPolicies(_m.Lists[ClaimsMappingPolicy], _m.Counts):
    def create(self, body: ClaimsMappingPolicy = ..., /, **more: _Unpack[ClaimsMappingPolicy]) -> _m.Call[ClaimsMappingPolicy]: ...
    def __getitem__(self, id: str, /) -> _ClaimsMappingPoliciesItem: ...
class _M365CapabilitiesItem(_m.Deletes, _m.Gets[M365CapabilityBase]):
    def update(self, body: M365CapabilityBase = ..., /, **more: _Unpack[M365CapabilityBase]) -> _m.Call[M365CapabilityBase | None]: ...
class _M365Capabilities(_m.Lists[M365CapabilityBase], _m.Counts):
    def create(self, body: M365CapabilityBase = ..., /, **more: _Unpack[M365CapabilityBase]) -> _m.Call[M365CapabilityBase]: ...
    def __getitem__(self, id: str, /) -> _M365CapabilitiesItem: ...
class _Default(_m.Deletes, _m.Gets[CrossTenantAccessPolicyConfigurationDefault]):
    def update(self, body: CrossTenantAccessPolicyConfigurationDefault = ..., /, **more: _Unpack[CrossTenantAccessPolicyConfigurationDefault]) -> _m.Call[CrossTenantAccessPolicyConfigurationDefault | None]: ...
    m365_capabilities: _M365Capabilities
    def reset_to_system_default(self) -> _m.Call[None]: ...
class _IdentitySynchronization(_m.Deletes, _m.Gets[CrossTenantIdentitySyncPolicyPartner]):
    def set(self, body: CrossTenantIdentitySyncPolicyPartner = ..., /, **more: _Unpack[CrossTenantIdentitySyncPolicyPartner]) -> _m.Call[CrossTenantIdentitySyncPolicyPartner | None]: ...
    def restore(self) -> _m.Call[CrossTenantIdentitySyncPolicyPartner]: ...
class _ServiceProviderConstraints(_m.Deletes, _m.Gets[ServiceProviderConstraints]):
    def update(self, body: ServiceProviderConstraints = ..., /, **more: _Unpack[ServiceProviderConstraints]) -> _m.Call[ServiceProviderConstraints | None]: ...
    def restore(self) -> _m.Call[ServiceProviderConstraints]: ...
class _PartnersItem(_m.Deletes, _m.Gets[CrossTenantAccessPolicyConfigurationPartner]):
    def update(self, body: CrossTenantAccessPolicyConfigurationPartner = ..., /, **more: _Unpack[CrossTenantAccessPolicyConfigurationPartner]) -> _m.Call[CrossTenantAccessPolicyConfigurationPartner | None]: ...
    identity_synchronization: _IdentitySynchronization
    m365_capabilities: _M365Capabilities
    service_provider_constraints: _ServiceProviderConstraints
    def restore(self) -> _m.Call[CrossTenantAccessPolicyConfigurationPartner]: ...
class _Partners(_m.Lists[CrossTenantAccessPolicyConfigurationPartner], _m.Counts):
    def create(self, body: CrossTenantAccessPolicyConfigurationPartner = ..., /, **more: _Unpack[CrossTenantAccessPolicyConfigurationPartner]) -> _m.Call[CrossTenantAccessPolicyConfigurationPartner]: ...
    def __getitem__(self, id: str, /) -> _PartnersItem: ...
class _MultiTenantOrganizationIdentitySynchronization(_m.Deletes, _m.Gets[MultiTenantOrganizationIdentitySyncPolicyTemplate]):
    def update(self, body: MultiTenantOrganizationIdentitySyncPolicyTemplate = ..., /, **more: _Unpack[MultiTenantOrganizationIdentitySyncPolicyTemplate]) -> _m.Call[MultiTenantOrganizationIdentitySyncPolicyTemplate | None]: ...
    def reset_to_default_settings(self) -> _m.Call[None]: ...
class _MultiTenantOrganizationPartnerConfiguration(_m.Deletes, _m.Gets[MultiTenantOrganizationPartnerConfigurationTemplate]):
    def update(self, body: MultiTenantOrganizationPartnerConfigurationTemplate = ..., /, **more: _Unpack[MultiTenantOrganizationPartnerConfigurationTemplate]) -> _m.Call[MultiTenantOrganizationPartnerConfigurationTemplate | None]: ...
    def reset_to_default_settings(self) -> _m.Call[None]: ...
class _Templates2(_m.Deletes, _m.Gets[PolicyTemplate]):
    def update(self, body: PolicyTemplate = ..., /, **more: _Unpack[PolicyTemplate]) -> _m.Call[PolicyTemplate | None]: ...
    multi_tenant_organization_identity_synchronization: _MultiTenantOrganizationIdentitySynchronization
    multi_tenant_organization_partner_configuration: _MultiTenantOrganizationPartnerConfiguration
class _CrossTenantAccessPolicy(_m.Deletes, _m.Gets[CrossTenantAccessPolicy]):
    def update(self, body: CrossTenantAccessPolicy = ..., /, **more: _Unpack[CrossTenantAccessPolicy]) -> _m.Call[CrossTenantAccessPolicy | None]: ...
    default: _Default
    partners: _Partners
    templates: _Templates2
class _DefaultAppManagementPolicy(_m.Deletes, _m.Gets[TenantAppManagementPolicy]):
    def update(self, body: TenantAppManagementPolicy = ..., /, **more: _Unpack[TenantAppManagementPolicy]) -> _m.Call[TenantAppManagementPolicy | None]: ...
class _CrossTenantSyncPolicyPartners(_m.Lists[CrossTenantIdentitySyncPolicyPartner], _m.Counts):
    def create(self, body: CrossTenantIdentitySyncPolicyPartner = ..., /, **more: _Unpack[CrossTenantIdentitySyncPolicyPartner]) -> _m.Call[CrossTenantIdentitySyncPolicyPartner]: ...
    def __getitem__(self, id: str, /) -> _IdentitySynchronization: ...
class _DeletedItems2(_m.Deletes, _m.Gets[PolicyDeletableRoot]):
    def update(self, body: PolicyDeletableRoot = ..., /, **more: _Unpack[PolicyDeletableRoot]) -> _m.Call[PolicyDeletableRoot | None]: ...
    cross_tenant_partners: _Partners
    cross_tenant_sync_policy_partners: _CrossTenantSyncPolicyPartners
class _DeviceRegistrationPolicy(_m.Gets[DeviceRegistrationPolicy]): ...
class _DirectoryRoleAccessReviewPolicy(_m.Deletes, _m.Gets[DirectoryRoleAccessReviewPolicy]):
    def update(self, body: DirectoryRoleAccessReviewPolicy = ..., /, **more: _Unpack[DirectoryRoleAccessReviewPolicy]) -> _m.Call[DirectoryRoleAccessReviewPolicy | None]: ...
class _ExternalIdentitiesPolicy(_m.Deletes, _m.Gets[ExternalIdentitiesPolicy]):
    def update(self, body: ExternalIdentitiesPolicy = ..., /, **more: _Unpack[ExternalIdentitiesPolicy]) -> _m.Call[ExternalIdentitiesPolicy | None]: ...
class _AppliesTo(_m.Lists[DirectoryObject], _m.Counts):
    def create(self, body: DirectoryObject = ..., /, **more: _Unpack[DirectoryObject]) -> _m.Call[DirectoryObject]: ...
    ref: _m.References
    def __getitem__(self, id: str, /) -> _AttributesItem: ...
class _FeatureRolloutPoliciesItem(_m.Deletes, _m.Gets[FeatureRolloutPolicy]):
    def update(self, body: FeatureRolloutPolicy = ..., /, **more: _Unpack[FeatureRolloutPolicy]) -> _m.Call[FeatureRolloutPolicy | None]: ...
    applies_to: _AppliesTo
class _FeatureRolloutPolicies(_m.Lists[FeatureRolloutPolicy], _m.Counts):
    def create(self, body: FeatureRolloutPolicy = ..., /, **more: _Unpack[FeatureRolloutPolicy]) -> _m.Call[FeatureRolloutPolicy]: ...
    def __getitem__(self, id: str, /) -> _FeatureRolloutPoliciesItem: ...
class _FederatedTokenValidationPolicy(_m.Deletes, _m.Gets[FederatedTokenValidationPolicy]):
    def update(self, body: FederatedTokenValidationPolicy = ..., /, **more: _Unpack[FederatedTokenValidationPolicy]) -> _m.Call[FederatedTokenValidationPolicy | None]: ...
class _HomeRealmDiscoveryPoliciesItem(_m.Deletes, _m.Gets[HomeRealmDiscoveryPolicy]):
    def update(self, body: HomeRealmDiscoveryPolicy = ..., /, **more: _Unpack[HomeRealmDiscoveryPolicy]) -> _m.Call[HomeRealmDiscoveryPolicy | None]: ...
    applies_to: _InvitedUserSponsors
class _HomeRealmDiscoveryPolicies(_m.Lists[HomeRealmDiscoveryPolicy], _m.Counts):
    def create(self, body: HomeRealmDiscoveryPolicy = ..., /, **more: _Unpack[HomeRealmDiscoveryPolicy]) -> _m.Call[HomeRealmDiscoveryPolicy]: ...
    def __getitem__(self, id: str, /) -> _HomeRealmDiscoveryPoliciesItem: ...
class _IdentitySecurityDefaultsEnforcementPolicy(_m.Deletes, _m.Gets[IdentitySecurityDefaultsEnforcementPolicy]):
    def update(self, body: IdentitySecurityDefaultsEnforcementPolicy = ..., /, **more: _Unpack[IdentitySecurityDefaultsEnforcementPolicy]) -> _m.Call[IdentitySecurityDefaultsEnforcementPolicy | None]: ...
class _IncludedGroupsItem(_m.Place):
    ref: _m.ReferenceOfItem
    service_provisioning_errors: _ServiceProvisioningErrors
class _IncludedGroups(_m.Lists[Group], _m.Counts):
    ref: _m.References
    def __getitem__(self, id: str, /) -> _IncludedGroupsItem: ...
class _MobileAppManagementPoliciesItem(_m.Deletes, _m.Gets[MobileAppManagementPolicy]):
    def update(self, body: MobileAppManagementPolicy = ..., /, **more: _Unpack[MobileAppManagementPolicy]) -> _m.Call[MobileAppManagementPolicy | None]: ...
    included_groups: _IncludedGroups
class _MobileAppManagementPolicies(_m.Lists[MobileAppManagementPolicy], _m.Counts):
    def create(self, body: MobileAppManagementPolicy = ..., /, **more: _Unpack[MobileAppManagementPolicy]) -> _m.Call[MobileAppManagementPolicy]: ...
    def __getitem__(self, id: str, /) -> _MobileAppManagementPoliciesItem: ...
class _MobileDeviceManagementPoliciesItem(_m.Deletes, _m.Gets[MobileDeviceManagementPolicy]):
    def update(self, body: MobileDeviceManagementPolicy = ..., /, **more: _Unpack[MobileDeviceManagementPolicy]) -> _m.Call[MobileDeviceManagementPolicy | None]: ...
    included_groups: _IncludedGroups
class _MobileDeviceManagementPolicies(_m.Lists[MobileDeviceManagementPolicy], _m.Counts):
    def create(self, body: MobileDeviceManagementPolicy = ..., /, **more: _Unpack[MobileDeviceManagementPolicy]) -> _m.Call[MobileDeviceManagementPolicy]: ...
    def __getitem__(self, id: str, /) -> _MobileDeviceManagementPoliciesItem: ...
class _OnPremAuthenticationPoliciesItem(_m.Deletes, _m.Gets[OnPremAuthenticationPolicy]):
    def update(self, body: OnPremAuthenticationPolicy = ..., /, **more: _Unpack[OnPremAuthenticationPolicy]) -> _m.Call[OnPremAuthenticationPolicy | None]: ...
    applies_to: _InvitedUserSponsors
class _OnPremAuthenticationPolicies(_m.Lists[OnPremAuthenticationPolicy], _m.Counts):
    def create(self, body: OnPremAuthenticationPolicy = ..., /, **more: _Unpack[OnPremAuthenticationPolicy]) -> _m.Call[OnPremAuthenticationPolicy]: ...
    def __getitem__(self, id: str, /) -> _OnPremAuthenticationPoliciesItem: ...
class _OwnerlessGroupPolicy(_m.Gets[OwnerlessGroupPolicy]):
    def update(self, body: OwnerlessGroupPolicy = ..., /, **more: _Unpack[OwnerlessGroupPolicy]) -> _m.Call[OwnerlessGroupPolicy | None]: ...
class _ExcludesItem(_m.Deletes, _m.Gets[PermissionGrantConditionSet]):
    def update(self, body: PermissionGrantConditionSet = ..., /, **more: _Unpack[PermissionGrantConditionSet]) -> _m.Call[PermissionGrantConditionSet | None]: ...
class _Excludes(_m.Lists[PermissionGrantConditionSet], _m.Counts):
    def create(self, body: PermissionGrantConditionSet = ..., /, **more: _Unpack[PermissionGrantConditionSet]) -> _m.Call[PermissionGrantConditionSet]: ...
    def __getitem__(self, id: str, /) -> _ExcludesItem: ...
class _PermissionGrantPoliciesItem(_m.Deletes, _m.Gets[PermissionGrantPolicy]):
    def update(self, body: PermissionGrantPolicy = ..., /, **more: _Unpack[PermissionGrantPolicy]) -> _m.Call[PermissionGrantPolicy | None]: ...
    excludes: _Excludes
    includes: _Excludes
class _PermissionGrantPolicies(_m.Lists[PermissionGrantPolicy], _m.Counts):
    def create(self, body: PermissionGrantPolicy = ..., /, **more: _Unpack[PermissionGrantPolicy]) -> _m.Call[PermissionGrantPolicy]: ...
    def __getitem__(self, id: str, /) -> _PermissionGrantPoliciesItem: ...
class _PermissionGrantPreApprovalPoliciesItem(_m.Deletes, _m.Gets[PermissionGrantPreApprovalPolicy]):
    def update(self, body: PermissionGrantPreApprovalPolicy = ..., /, **more: _Unpack[PermissionGrantPreApprovalPolicy]) -> _m.Call[PermissionGrantPreApprovalPolicy | None]: ...
class _PermissionGrantPreApprovalPolicies(_m.Lists[PermissionGrantPreApprovalPolicy], _m.Counts):
    def create(self, body: PermissionGrantPreApprovalPolicy = ..., /, **more: _Unpack[PermissionGrantPreApprovalPolicy]) -> _m.Call[PermissionGrantPreApprovalPolicy]: ...
    def __getitem__(self, id: str, /) -> _PermissionGrantPreApprovalPoliciesItem: ...
class _EffectiveRulesItem(_m.Deletes, _m.Gets[UnifiedRoleManagementPolicyRule]):
    def update(self, body: UnifiedRoleManagementPolicyRule = ..., /, **more: _Unpack[UnifiedRoleManagementPolicyRule]) -> _m.Call[UnifiedRoleManagementPolicyRule | None]: ...
class _EffectiveRules(_m.Lists[UnifiedRoleManagementPolicyRule], _m.Counts):
    def create(self, body: UnifiedRoleManagementPolicyRule = ..., /, **more: _Unpack[UnifiedRoleManagementPolicyRule]) -> _m.Call[UnifiedRoleManagementPolicyRule]: ...
    def __getitem__(self, id: str, /) -> _EffectiveRulesItem: ...
class _RoleManagementPoliciesItem(_m.Deletes, _m.Gets[UnifiedRoleManagementPolicy]):
    def update(self, body: UnifiedRoleManagementPolicy = ..., /, **more: _Unpack[UnifiedRoleManagementPolicy]) -> _m.Call[UnifiedRoleManagementPolicy | None]: ...
    effective_rules: _EffectiveRules
    rules: _EffectiveRules
class _RoleManagementPolicies(_m.Lists[UnifiedRoleManagementPolicy], _m.Counts):
    def create(self, body: UnifiedRoleManagementPolicy = ..., /, **more: _Unpack[UnifiedRoleManagementPolicy]) -> _m.Call[UnifiedRoleManagementPolicy]: ...
    def __getitem__(self, id: str, /) -> _RoleManagementPoliciesItem: ...
class _Policy2(_m.Gets[UnifiedRoleManagementPolicy]): ...
class _RoleManagementPolicyAssignmentsItem(_m.Deletes, _m.Gets[UnifiedRoleManagementPolicyAssignment]):
    def update(self, body: UnifiedRoleManagementPolicyAssignment = ..., /, **more: _Unpack[UnifiedRoleManagementPolicyAssignment]) -> _m.Call[UnifiedRoleManagementPolicyAssignment | None]: ...
    policy: _Policy2
class _RoleManagementPolicyAssignments(_m.Lists[UnifiedRoleManagementPolicyAssignment], _m.Counts):
    def create(self, body: UnifiedRoleManagementPolicyAssignment = ..., /, **more: _Unpack[UnifiedRoleManagementPolicyAssignment]) -> _m.Call[UnifiedRoleManagementPolicyAssignment]: ...
    def __getitem__(self, id: str, /) -> _RoleManagementPolicyAssignmentsItem: ...
class _ExcludesItem2(_m.Deletes, _m.Gets[ServicePrincipalCreationConditionSet]):
    def update(self, body: ServicePrincipalCreationConditionSet = ..., /, **more: _Unpack[ServicePrincipalCreationConditionSet]) -> _m.Call[ServicePrincipalCreationConditionSet | None]: ...
class _Excludes2(_m.Lists[ServicePrincipalCreationConditionSet], _m.Counts):
    def create(self, body: ServicePrincipalCreationConditionSet = ..., /, **more: _Unpack[ServicePrincipalCreationConditionSet]) -> _m.Call[ServicePrincipalCreationConditionSet]: ...
    def __getitem__(self, id: str, /) -> _ExcludesItem2: ...
class _ServicePrincipalCreationPoliciesItem(_m.Deletes, _m.Gets[ServicePrincipalCreationPolicy]):
    def update(self, body: ServicePrincipalCreationPolicy = ..., /, **more: _Unpack[ServicePrincipalCreationPolicy]) -> _m.Call[ServicePrincipalCreationPolicy | None]: ...
    excludes: _Excludes2
    includes: _Excludes2
class _ServicePrincipalCreationPolicies(_m.Lists[ServicePrincipalCreationPolicy], _m.Counts):
    def create(self, body: ServicePrincipalCreationPolicy = ..., /, **more: _Unpack[ServicePrincipalCreationPolicy]) -> _m.Call[ServicePrincipalCreationPolicy]: ...
    def __getitem__(self, id: str, /) -> _ServicePrincipalCreationPoliciesItem: ...
class _TokenIssuancePoliciesItem(_m.Deletes, _m.Gets[TokenIssuancePolicy]):
    def update(self, body: TokenIssuancePolicy = ..., /, **more: _Unpack[TokenIssuancePolicy]) -> _m.Call[TokenIssuancePolicy | None]: ...
    applies_to: _InvitedUserSponsors
class _TokenIssuancePolicies(_m.Lists[TokenIssuancePolicy], _m.Counts):
    def create(self, body: TokenIssuancePolicy = ..., /, **more: _Unpack[TokenIssuancePolicy]) -> _m.Call[TokenIssuancePolicy]: ...
    def __getitem__(self, id: str, /) -> _TokenIssuancePoliciesItem: ...
class _TokenLifetimePoliciesItem(_m.Deletes, _m.Gets[TokenLifetimePolicy]):
    def update(self, body: TokenLifetimePolicy = ..., /, **more: _Unpack[TokenLifetimePolicy]) -> _m.Call[TokenLifetimePolicy | None]: ...
    applies_to: _InvitedUserSponsors
class _TokenLifetimePolicies(_m.Lists[TokenLifetimePolicy], _m.Counts):
    def create(self, body: TokenLifetimePolicy = ..., /, **more: _Unpack[TokenLifetimePolicy]) -> _m.Call[TokenLifetimePolicy]: ...
    def __getitem__(self, id: str, /) -> _TokenLifetimePoliciesItem: ...
class _Policies3(_m.Gets[PolicyRoot]):
    def update(self, body: PolicyRoot = ..., /, **more: _Unpack[PolicyRoot]) -> _m.Call[PolicyRoot | None]: ...
    access_review_policy: _AccessReviewPolicy
    activity_based_timeout_policies: _ActivityBasedTimeoutPolicies
    admin_consent_request_policy: _AdminConsentRequestPolicy
    app_management_policies: _AppManagementPolicies
    authentication_flows_policy: _AuthenticationFlowsPolicy
    authentication_methods_policy: _AuthenticationMethodsPolicy
    authentication_strength_policies: _Policies
    authorization_policy: _AuthorizationPolicy
    b2b_management_policies: _B2bManagementPolicies
    b2c_authentication_methods_policy: _B2cAuthenticationMethodsPolicy
    claims_mapping_policies: _ClaimsMappingPolicies
    conditional_access_policies: _Policies2
    cross_tenant_access_policy: _CrossTenantAccessPolicy
    default_app_management_policy: _DefaultAppManagementPolicy
    deleted_items: _DeletedItems2
    device_registration_policy: _DeviceRegistrationPolicy
    directory_role_access_review_policy: _DirectoryRoleAccessReviewPolicy
    external_identities_policy: _ExternalIdentitiesPolicy
    feature_rollout_policies: _FeatureRolloutPolicies
    federated_token_validation_policy: _FederatedTokenValidationPolicy
    home_realm_discovery_policies: _HomeRealmDiscoveryPolicies
    identity_security_defaults_enforcement_policy: _IdentitySecurityDefaultsEnforcementPolicy
    mobile_app_management_policies: _MobileAppManagementPolicies
    mobile_device_management_policies: _MobileDeviceManagementPolicies
    on_prem_authentication_policies: _OnPremAuthenticationPolicies
    ownerless_group_policy: _OwnerlessGroupPolicy
    permission_grant_policies: _PermissionGrantPolicies
    permission_grant_pre_approval_policies: _PermissionGrantPreApprovalPolicies
    role_management_policies: _RoleManagementPolicies
    role_management_policy_assignments: _RoleManagementPolicyAssignments
    service_principal_creation_policies: _ServicePrincipalCreationPolicies
    token_issuance_policies: _TokenIssuancePolicies
    token_lifetime_policies: _TokenLifetimePolicies
class _JoinRequest(_m.Gets[MultiTenantOrganizationJoinRequestRecord]):
    def update(self, body: MultiTenantOrganizationJoinRequestRecord = ..., /, **more: _Unpack[MultiTenantOrganizationJoinRequestRecord]) -> _m.Call[MultiTenantOrganizationJoinRequestRecord | None]: ...
class _TenantsItem(_m.Deletes, _m.Gets[MultiTenantOrganizationMember]):
    def update(self, body: MultiTenantOrganizationMember = ..., /, **more: _Unpack[MultiTenantOrganizationMember]) -> _m.Call[MultiTenantOrganizationMember | None]: ...
class _Tenants(_m.Lists[MultiTenantOrganizationMember], _m.Counts):
    def create(self, body: MultiTenantOrganizationMember = ..., /, **more: _Unpack[MultiTenantOrganizationMember]) -> _m.Call[MultiTenantOrganizationMember]: ...
    def __getitem__(self, id: str, /) -> _TenantsItem: ...
class _MultiTenantOrganization(_m.Gets[MultiTenantOrganization]):
    def update(self, body: MultiTenantOrganization = ..., /, **more: _Unpack[MultiTenantOrganization]) -> _m.Call[MultiTenantOrganization | None]: ...
    join_request: _JoinRequest
    tenants: _Tenants
class _TenantRelationships(_m.Place):
    multi_tenant_organization: _MultiTenantOrganization
class _Keys_v2Item(_m.Gets[TrustFrameworkKey_v2]): ...
class _Keys_v2(_m.Lists[TrustFrameworkKey_v2], _m.Counts):
    def __getitem__(self, id: str, /) -> _Keys_v2Item: ...
class _KeySetsItem(_m.Deletes, _m.Gets[TrustFrameworkKeySet]):
    def update(self, body: TrustFrameworkKeySet = ..., /, **more: _Unpack[TrustFrameworkKeySet]) -> _m.Call[TrustFrameworkKeySet | None]: ...
    keys_v2: _Keys_v2
    def generate_key(self, body: GenerateKeyBody = ..., /, **more: _Unpack[GenerateKeyBody]) -> _m.Call[TrustFrameworkKey]: ...
    def get_active_key(self) -> _m.Call[TrustFrameworkKey]: ...
    def upload_certificate(self, body: UploadCertificateBody = ..., /, **more: _Unpack[UploadCertificateBody]) -> _m.Call[TrustFrameworkKey]: ...
    def upload_pkcs12(self, body: UploadPkcs12Body = ..., /, **more: _Unpack[UploadPkcs12Body]) -> _m.Call[TrustFrameworkKey]: ...
    def upload_secret(self, body: UploadSecretBody = ..., /, **more: _Unpack[UploadSecretBody]) -> _m.Call[TrustFrameworkKey]: ...
class _KeySets(_m.Lists[TrustFrameworkKeySet], _m.Counts):
    def create(self, body: TrustFrameworkKeySet = ..., /, **more: _Unpack[TrustFrameworkKeySet]) -> _m.Call[TrustFrameworkKeySet]: ...
    def __getitem__(self, id: str, /) -> _KeySetsItem: ...
class _PoliciesItem3(_m.Deletes, _m.Gets[TrustFrameworkPolicy]):
    def update(self, body: TrustFrameworkPolicy = ..., /, **more: _Unpack[TrustFrameworkPolicy]) -> _m.Call[TrustFrameworkPolicy | None]: ...
    value: _m.Content
class _Policies4(_m.Lists[TrustFrameworkPolicy], _m.Counts):
    def create(self, body: TrustFrameworkPolicy = ..., /, **more: _Unpack[TrustFrameworkPolicy]) -> _m.Call[TrustFrameworkPolicy]: ...
    def __getitem__(self, id: str, /) -> _PoliciesItem3: ...
class _TrustFramework(_m.Gets[TrustFramework]):
    def update(self, body: TrustFramework = ..., /, **more: _Unpack[TrustFramework]) -> _m.Call[TrustFramework | None]: ...
    key_sets: _KeySets
    policies: _Policies4
class _EmailMethodsItem(_m.Deletes, _m.Gets[EmailAuthenticationMethod]):
    def update(self, body: EmailAuthenticationMethod = ..., /, **more: _Unpack[EmailAuthenticationMethod]) -> _m.Call[EmailAuthenticationMethod | None]: ...
class _EmailMethods(_m.Lists[EmailAuthenticationMethod], _m.Counts):
    def create(self, body: EmailAuthenticationMethod = ..., /, **more: _Unpack[EmailAuthenticationMethod]) -> _m.Call[EmailAuthenticationMethod]: ...
    def __getitem__(self, id: str, /) -> _EmailMethodsItem: ...
class _ExternalAuthenticationMethodsItem(_m.Deletes, _m.Gets[ExternalAuthenticationMethod]):
    def update(self, body: ExternalAuthenticationMethod = ..., /, **more: _Unpack[ExternalAuthenticationMethod]) -> _m.Call[ExternalAuthenticationMethod | None]: ...
class _ExternalAuthenticationMethods(_m.Lists[ExternalAuthenticationMethod], _m.Counts):
    def create(self, body: ExternalAuthenticationMethod = ..., /, **more: _Unpack[ExternalAuthenticationMethod]) -> _m.Call[ExternalAuthenticationMethod]: ...
    def __getitem__(self, id: str, /) -> _ExternalAuthenticationMethodsItem: ...
class _Fido2MethodsItem(_m.Deletes, _m.Gets[Fido2AuthenticationMethod]): ...
class _Fido2Methods(_m.Lists[Fido2AuthenticationMethod], _m.Counts):
    def __getitem__(self, id: str, /) -> _Fido2MethodsItem: ...
    def creation_options(self, *, challengeTimeoutInMinutes: _m.Names | int = ...) -> _m.Call[WebauthnCredentialCreationOptions]: ...
class _HardwareOathDevicesItem(_m.Deletes, _m.Gets[HardwareOathTokenAuthenticationMethodDevice]):
    def update(self, body: HardwareOathTokenAuthenticationMethodDevice = ..., /, **more: _Unpack[HardwareOathTokenAuthenticationMethodDevice]) -> _m.Call[HardwareOathTokenAuthenticationMethodDevice | None]: ...
    assign_to: _InvitedUser
class _HardwareOathDevices(_m.Lists[HardwareOathTokenAuthenticationMethodDevice], _m.Counts):
    def create(self, body: HardwareOathTokenAuthenticationMethodDevice = ..., /, **more: _Unpack[HardwareOathTokenAuthenticationMethodDevice]) -> _m.Call[HardwareOathTokenAuthenticationMethodDevice]: ...
    def __getitem__(self, id: str, /) -> _HardwareOathDevicesItem: ...
class _Device(_m.Deletes, _m.Gets[HardwareOathTokenAuthenticationMethodDevice]):
    def update(self, body: HardwareOathTokenAuthenticationMethodDevice = ..., /, **more: _Unpack[HardwareOathTokenAuthenticationMethodDevice]) -> _m.Call[HardwareOathTokenAuthenticationMethodDevice | None]: ...
    assign_to: _InvitedUser
    hardware_oath_devices: _HardwareOathDevices
class _HardwareOathMethodsItem(_m.Deletes, _m.Gets[HardwareOathAuthenticationMethod]):
    device: _Device
    def activate(self, body: ActivateBody = ..., /, **more: _Unpack[ActivateBody]) -> _m.Call[None]: ...
    def deactivate(self) -> _m.Call[None]: ...
class _HardwareOathMethods(_m.Lists[HardwareOathAuthenticationMethod], _m.Counts):
    def create(self, body: HardwareOathAuthenticationMethod = ..., /, **more: _Unpack[HardwareOathAuthenticationMethod]) -> _m.Call[HardwareOathAuthenticationMethod]: ...
    def __getitem__(self, id: str, /) -> _HardwareOathMethodsItem: ...
    def assign_and_activate(self, body: AssignAndActivateBody = ..., /, **more: _Unpack[AssignAndActivateBody]) -> _m.Call[None]: ...
    def assign_and_activate_by_serial_number(self, body: AssignAndActivateBySerialNumberBody = ..., /, **more: _Unpack[AssignAndActivateBySerialNumberBody]) -> _m.Call[None]: ...
class _MethodsItem(_m.Gets[AuthenticationMethod]):
    def update(self, body: AuthenticationMethod = ..., /, **more: _Unpack[AuthenticationMethod]) -> _m.Call[AuthenticationMethod | None]: ...
    def disable_sms_sign_in(self) -> _m.Call[None]: ...
    def enable_sms_sign_in(self) -> _m.Call[None]: ...
    def reset_password(self, body: ResetPasswordBody = ..., /, **more: _Unpack[ResetPasswordBody]) -> _m.Call[PasswordResetResponse]: ...
class _Methods(_m.Lists[AuthenticationMethod], _m.Counts):
    def create(self, body: AuthenticationMethod = ..., /, **more: _Unpack[AuthenticationMethod]) -> _m.Call[AuthenticationMethod]: ...
    def __getitem__(self, id: str, /) -> _MethodsItem: ...
class _Device2(_m.Gets[Device]): ...
class _MicrosoftAuthenticatorMethodsItem(_m.Deletes, _m.Gets[MicrosoftAuthenticatorAuthenticationMethod]):
    device: _Device2
class _MicrosoftAuthenticatorMethods(_m.Lists[MicrosoftAuthenticatorAuthenticationMethod], _m.Counts):
    def __getitem__(self, id: str, /) -> _MicrosoftAuthenticatorMethodsItem: ...
class _OperationsItem(_m.Deletes, _m.Gets[LongRunningOperation]):
    def update(self, body: LongRunningOperation = ..., /, **more: _Unpack[LongRunningOperation]) -> _m.Call[LongRunningOperation | None]: ...
class _Operations(_m.Lists[LongRunningOperation], _m.Counts):
    def create(self, body: LongRunningOperation = ..., /, **more: _Unpack[LongRunningOperation]) -> _m.Call[LongRunningOperation]: ...
    def __getitem__(self, id: str, /) -> _OperationsItem: ...
class _PasswordMethodsItem(_m.Gets[PasswordAuthenticationMethod]): ...
class _PasswordMethods(_m.Lists[PasswordAuthenticationMethod], _m.Counts):
    def create(self, body: PasswordAuthenticationMethod = ..., /, **more: _Unpack[PasswordAuthenticationMethod]) -> _m.Call[PasswordAuthenticationMethod]: ...
    def __getitem__(self, id: str, /) -> _PasswordMethodsItem: ...
class _PasswordlessMicrosoftAuthenticatorMethodsItem(_m.Deletes, _m.Gets[PasswordlessMicrosoftAuthenticatorAuthenticationMethod]):
    device: _Device2
class _PasswordlessMicrosoftAuthenticatorMethods(_m.Lists[PasswordlessMicrosoftAuthenticatorAuthenticationMethod], _m.Counts):
    def __getitem__(self, id: str, /) -> _PasswordlessMicrosoftAuthenticatorMethodsItem: ...
class _PhoneMethodsItem(_m.Deletes, _m.Gets[PhoneAuthenticationMethod]):
    def update(self, body: PhoneAuthenticationMethod = ..., /, **more: _Unpack[PhoneAuthenticationMethod]) -> _m.Call[PhoneAuthenticationMethod | None]: ...
class _PhoneMethods(_m.Lists[PhoneAuthenticationMethod], _m.Counts):
    def create(self, body: PhoneAuthenticationMethod = ..., /, **more: _Unpack[PhoneAuthenticationMethod]) -> _m.Call[PhoneAuthenticationMethod]: ...
    def __getitem__(self, id: str, /) -> _PhoneMethodsItem: ...
class _PlatformCredentialMethodsItem(_m.Deletes, _m.Gets[PlatformCredentialAuthenticationMethod]):
    device: _Device2
class _PlatformCredentialMethods(_m.Lists[PlatformCredentialAuthenticationMethod], _m.Counts):
    def __getitem__(self, id: str, /) -> _PlatformCredentialMethodsItem: ...
class _Pin(_m.Deletes, _m.Gets[QrPin]):
    def update(self, body: QrPin = ..., /, **more: _Unpack[QrPin]) -> _m.Call[QrPin | None]: ...
    def update_pin(self, body: UpdatePinBody = ..., /, **more: _Unpack[UpdatePinBody]) -> _m.Call[None]: ...
class _StandardQRCode(_m.Deletes, _m.Gets[QrCode]):
    def update(self, body: QrCode = ..., /, **more: _Unpack[QrCode]) -> _m.Call[QrCode | None]: ...
class _QrCodePinMethod(_m.Deletes, _m.Gets[QrCodePinAuthenticationMethod]):
    pin: _Pin
    standard_qr_code: _StandardQRCode
    temporary_qr_code: _StandardQRCode
class _Requirements(_m.Gets[StrongAuthenticationRequirements]):
    def update(self, body: StrongAuthenticationRequirements = ..., /, **more: _Unpack[StrongAuthenticationRequirements]) -> _m.Call[StrongAuthenticationRequirements | None]: ...
class _ResourceAccountKeyAuthenticationMethodsItem(_m.Deletes, _m.Gets[ResourceAccountKeyAuthenticationMethod]):
    device: _Device2
class _ResourceAccountKeyAuthenticationMethods(_m.Lists[ResourceAccountKeyAuthenticationMethod], _m.Counts):
    def __getitem__(self, id: str, /) -> _ResourceAccountKeyAuthenticationMethodsItem: ...
class _SignInPreferences(_m.Gets[SignInPreferences]):
    def update(self, body: SignInPreferences = ..., /, **more: _Unpack[SignInPreferences]) -> _m.Call[SignInPreferences | None]: ...
class _SoftwareOathMethodsItem(_m.Deletes, _m.Gets[SoftwareOathAuthenticationMethod]): ...
class _SoftwareOathMethods(_m.Lists[SoftwareOathAuthenticationMethod], _m.Counts):
    def __getitem__(self, id: str, /) -> _SoftwareOathMethodsItem: ...
class _TemporaryAccessPassMethodsItem(_m.Deletes, _m.Gets[TemporaryAccessPassAuthenticationMethod]): ...
class _TemporaryAccessPassMethods(_m.Lists[TemporaryAccessPassAuthenticationMethod], _m.Counts):
    def create(self, body: TemporaryAccessPassAuthenticationMethod = ..., /, **more: _Unpack[TemporaryAccessPassAuthenticationMethod]) -> _m.Call[TemporaryAccessPassAuthenticationMethod]: ...
    def __getitem__(self, id: str, /) -> _TemporaryAccessPassMethodsItem: ...
class _WindowsHelloForBusinessMethodsItem(_m.Deletes, _m.Gets[WindowsHelloForBusinessAuthenticationMethod]):
    device: _Device2
class _WindowsHelloForBusinessMethods(_m.Lists[WindowsHelloForBusinessAuthenticationMethod], _m.Counts):
    def __getitem__(self, id: str, /) -> _WindowsHelloForBusinessMethodsItem: ...
class _Authentication(_m.Deletes, _m.Gets[Authentication]):
    def update(self, body: Authentication = ..., /, **more: _Unpack[Authentication]) -> _m.Call[Authentication | None]: ...
    email_methods: _EmailMethods
    external_authentication_methods: _ExternalAuthenticationMethods
    fido2_methods: _Fido2Methods
    hardware_oath_methods: _HardwareOathMethods
    methods: _Methods
    microsoft_authenticator_methods: _MicrosoftAuthenticatorMethods
    operations: _Operations
    password_methods: _PasswordMethods
    passwordless_microsoft_authenticator_methods: _PasswordlessMicrosoftAuthenticatorMethods
    phone_methods: _PhoneMethods
    platform_credential_methods: _PlatformCredentialMethods
    qr_code_pin_method: _QrCodePinMethod
    requirements: _Requirements
    resource_account_key_authentication_methods: _ResourceAccountKeyAuthenticationMethods
    sign_in_preferences: _SignInPreferences
    software_oath_methods: _SoftwareOathMethods
    temporary_access_pass_methods: _TemporaryAccessPassMethods
    windows_hello_for_business_methods: _WindowsHelloForBusinessMethods
class _InformationProtection2(_m.Deletes, _m.Gets[InformationProtection]):
    def update(self, body: InformationProtection = ..., /, **more: _Unpack[InformationProtection]) -> _m.Call[InformationProtection | None]: ...
    bitlocker: _Bitlocker
    data_loss_prevention_policies: _DataLossPreventionPolicies
    policy: _Policy
    sensitivity_labels: _SensitivityLabels
    sensitivity_policy_settings: _SensitivityPolicySettings
    threat_assessment_requests: _ThreatAssessmentRequests
    def decrypt_buffer(self, body: DecryptBufferBody = ..., /, **more: _Unpack[DecryptBufferBody]) -> _m.Call[BufferDecryptionResult]: ...
    def encrypt_buffer(self, body: EncryptBufferBody = ..., /, **more: _Unpack[EncryptBufferBody]) -> _m.Call[BufferEncryptionResult]: ...
    def sign_digest(self, body: SignDigestBody = ..., /, **more: _Unpack[SignDigestBody]) -> _m.Call[SigningResult]: ...
    def verify_signature(self, body: VerifySignatureBody = ..., /, **more: _Unpack[VerifySignatureBody]) -> _m.Call[VerificationResult]: ...
class _UsersItem(_m.Place):
    authentication: _Authentication
    information_protection: _InformationProtection2
class _Users(_m.Place):
    def __getitem__(self, id: str, /) -> _UsersItem: ...
data_policy_operations: _DataPolicyOperations
identity: _Identity
identity_protection: _IdentityProtection
identity_providers: _IdentityProviders5
information_protection: _InformationProtection
invitations: _Invitations
oauth2_permission_grants: _Oauth2PermissionGrants
organization: _Organization
policies: _Policies3
tenant_relationships: _TenantRelationships
trust_framework: _TrustFramework
users: _Users
