param token string
param tags object
@description('A domain of our own; empty for the one that Azure lends alone.')
param domain string
@description('Its DNS records stand, and Azure has seen them: only then may it be linked and used.')
param isVerified bool
param serviceName string
param discreetName string
param principalId string

// Communication and Email Service Owner: the least role that may send.
var emailOwner = '09976791-48a7-449e-bb21-39d1a415f350'
var usesOwn = !empty(domain) && isVerified
// Opening and clicking are the person's own business.
var tracking = 'Disabled'

resource email 'Microsoft.Communication/emailServices@2023-04-01' = {
  name: 'mail-${token}'
  location: 'global'
  tags: tags
  properties: { dataLocation: 'UK' }
}

// It has one address, DoNotReply, and takes no others; 10 mails an hour, for trials.
resource lent 'Microsoft.Communication/emailServices/domains@2023-04-01' = {
  parent: email
  name: 'AzureManagedDomain'
  location: 'global'
  tags: tags
  properties: { domainManagement: 'AzureManaged', userEngagementTracking: tracking }
}

resource own 'Microsoft.Communication/emailServices/domains@2023-04-01' = if (!empty(domain)) {
  parent: email
  name: empty(domain) ? 'none' : domain
  location: 'global'
  tags: tags
  properties: { domainManagement: 'CustomerManaged', userEngagementTracking: tracking }
}

resource usual 'Microsoft.Communication/emailServices/domains/senderUsernames@2023-04-01' = if (usesOwn) {
  parent: own
  name: 'service'
  properties: { username: 'service', displayName: serviceName }
}

resource discreet 'Microsoft.Communication/emailServices/domains/senderUsernames@2023-04-01' = if (usesOwn) {
  parent: own
  name: 'team'
  properties: { username: 'team', displayName: discreetName }
}

resource communication 'Microsoft.Communication/communicationServices@2023-04-01' = {
  name: 'acs-${token}'
  location: 'global'
  tags: tags
  properties: { dataLocation: 'UK', linkedDomains: [usesOwn ? own.id : lent.id] }
}

resource role 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: communication
  name: guid(communication.id, principalId, emailOwner)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', emailOwner)
  }
}

output endpoint string = 'https://${communication.properties.hostName}'
output communicationId string = communication.id
output from string = usesOwn ? 'service@${domain}' : 'DoNotReply@${lent.properties.mailFromSenderDomain}'
output discreetFrom string = usesOwn ? 'team@${domain}' : 'DoNotReply@${lent.properties.mailFromSenderDomain}'
// What to put into the domain's DNS.
output records object = empty(domain) ? {} : own!.properties.verificationRecords
