targetScope = 'subscription'

@description('The name of the azd environment; every name follows from it.')
@minLength(1)
@maxLength(64)
param environmentName string

@description('Where everything stands. Mail is kept in the United Kingdom.')
@metadata({ azd: { type: 'location' } })
param location string

@description('As it stands in messages and on pages.')
param serviceName string
@description('The sender towards people who asked for discretion; says nothing of what the service is for.')
param discreetName string
@description('Where people reach a human.')
@minLength(5)
param phone string
@description('Where people reach the service. Empty: the address that Azure gives it.')
param publicUrl string = ''

@description('A domain of your own that mail comes from, such as mail.example.org. Empty: one that Azure lends, for trials only (10 mails an hour).')
param mailDomain string = ''
@description('The domain is verified: its records (output MAIL_DNS_RECORDS) stand in its DNS.')
param mailDomainVerified bool = false
@description('Learn of mail that comes back. The service must run, so switch it on with the second azd provision.')
param deliveryReports bool = false
@description('Who hears of what needs a human.')
@minLength(5)
param alertEmail string

@description('The application of the Entra tenant with which staff sign in: see docs/azure.md.')
@minLength(36)
@maxLength(36)
param entraClientId string

@description('The name of this environment: of its task hub, and what the names of its tables begin with. Never changed afterwards. azd makes one (azure.yaml).')
@minLength(3)
@maxLength(45)
param hubName string

@description('Keep the state apart from the account of the orchestrations, so that neither slows the other down.')
param separateStateAccount bool = false

@description('Of which parts of the country places of postcodes are kept: outward codes or their letters, such as GU,RG12. Empty: none, and distances are rough.')
param placesAreas string = ''

@description('Storage and Key Vault are reached from a network of the service alone, and from nowhere else.')
param privateNetwork bool = false
@description('Locks against deleting on everything that holds data.')
param locks bool = true
@description('An export each night, kept for so many days during which nobody can delete it. 0: none.')
@minValue(0)
@maxValue(400)
param backupDays int = 35

@secure()
param personKey string
@secure()
param linkKeys string
@secure()
param mailEventSecret string

var token = toLower(uniqueString(subscription().id, environmentName, location))
var tags = { 'azd-env-name': environmentName }

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module identity 'app/identity.bicep' = {
  scope: group
  params: { name: 'id-${token}', location: location, tags: tags }
}

module runtimeStorage 'app/storage.bicep' = {
  scope: group
  params: {
    name: 'strun${token}'
    location: location
    tags: tags
    principalId: identity.outputs.principalId
    forRuntime: true
    forState: !separateStateAccount
    isPrivate: privateNetwork
    isLocked: locks
  }
}

module stateStorage 'app/storage.bicep' = if (separateStateAccount) {
  scope: group
  params: {
    name: 'ststate${token}'
    location: location
    tags: tags
    principalId: identity.outputs.principalId
    forRuntime: false
    forState: true
    isPrivate: privateNetwork
    isLocked: locks
  }
}

module backup 'app/backup.bicep' = if (backupDays > 0) {
  scope: group
  params: {
    name: 'stback${token}'
    location: location
    tags: tags
    principalId: identity.outputs.principalId
    days: max(backupDays, 1)
    isPrivate: privateNetwork
    isLocked: locks
  }
}

module secrets 'app/secrets.bicep' = {
  scope: group
  params: {
    name: 'kv-${token}'
    location: location
    tags: tags
    principalId: identity.outputs.principalId
    personKey: personKey
    linkKeys: linkKeys
    mailEventSecret: mailEventSecret
    workspaceId: monitoring.outputs.workspaceId
    isPrivate: privateNetwork
  }
}

var suffix = environment().suffixes.storage
var runtimeParts = map(['blob', 'queue', 'table'], part => {
  id: runtimeStorage.outputs.id
  name: runtimeStorage.outputs.name
  part: part
  zone: 'privatelink.${part}.${suffix}'
})
var stateParts = separateStateAccount
  ? map(['blob', 'table'], part => {
      id: stateStorage!.outputs.id
      name: stateStorage!.outputs.name
      part: part
      zone: 'privatelink.${part}.${suffix}'
    })
  : []
var backupParts = backupDays > 0
  ? [{ id: backup!.outputs.id, name: backup!.outputs.name, part: 'blob', zone: 'privatelink.blob.${suffix}' }]
  : []
var vaultParts = [{ id: secrets.outputs.id, name: 'kv-${token}', part: 'vault', zone: 'privatelink.vaultcore.azure.net' }]

module network 'app/network.bicep' = if (privateNetwork) {
  scope: group
  params: {
    token: token
    location: location
    tags: tags
    targets: concat(runtimeParts, stateParts, backupParts, vaultParts)
  }
}

module mail 'app/mail.bicep' = {
  scope: group
  params: {
    token: token
    tags: tags
    domain: mailDomain
    isVerified: mailDomainVerified
    serviceName: serviceName
    discreetName: discreetName
    principalId: identity.outputs.principalId
  }
}

module monitoring 'app/monitoring.bicep' = {
  scope: group
  params: { token: token, location: location, tags: tags, principalId: identity.outputs.principalId }
}

module host 'app/host.bicep' = {
  scope: group
  params: {
    name: 'func-${token}'
    location: location
    tags: union(tags, { 'azd-service-name': 'api' })
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    storageName: runtimeStorage.outputs.name
    packageContainerUrl: runtimeStorage.outputs.packageContainerUrl
    insightsConnectionString: monitoring.outputs.connectionString
    entraClientId: entraClientId
    publicUrl: publicUrl
    workspaceId: monitoring.outputs.workspaceId
    subnetId: privateNetwork ? network!.outputs.hostSubnetId : ''
    settings: {
      // Read by host.json and by the service.
      SOCIAL_PRESCRIBING_ENVIRONMENT: hubName
      SocialPrescribing__Name: serviceName
      SocialPrescribing__DiscreetName: discreetName
      SocialPrescribing__Phone: phone
      SocialPrescribing__Keys__Person: secrets.outputs.personKey
      SocialPrescribing__Keys__Links: secrets.outputs.linkKeys
      SocialPrescribing__State__TableServiceUri: separateStateAccount
        ? stateStorage!.outputs.tableUrl
        : runtimeStorage.outputs.tableUrl
      SocialPrescribing__Documents__ContainerUri: separateStateAccount
        ? stateStorage!.outputs.documentsContainerUrl
        : runtimeStorage.outputs.documentsContainerUrl
      SocialPrescribing__State__ClientId: identity.outputs.clientId
      SocialPrescribing__Staff__EntraTenant: tenant().tenantId
      SocialPrescribing__Mail__Endpoint: mail.outputs.endpoint
      SocialPrescribing__Mail__From: mail.outputs.from
      SocialPrescribing__Mail__DiscreetFrom: mail.outputs.discreetFrom
      SocialPrescribing__Mail__EventSecret: secrets.outputs.mailEventSecret
      SocialPrescribing__Places__Areas: placesAreas
      SocialPrescribing__Backup__ContainerUri: backupDays > 0 ? backup!.outputs.containerUrl : ''
    }
  }
}

module alerts 'app/alerts.bicep' = {
  scope: group
  params: {
    token: token
    location: location
    tags: tags
    email: alertEmail
    insightsId: monitoring.outputs.insightsId
    workspaceId: monitoring.outputs.workspaceId
    url: host.outputs.url
  }
}

module reports 'app/reports.bicep' = if (deliveryReports) {
  scope: group
  params: {
    token: token
    tags: tags
    communicationId: mail.outputs.communicationId
    url: '${host.outputs.url}/api/events/mail'
    secret: mailEventSecret
  }
}

output AZURE_TENANT_ID string = tenant().tenantId
output SERVICE_URL string = host.outputs.url
output MAIL_FROM string = mail.outputs.from
output MAIL_DNS_RECORDS object = mail.outputs.records
