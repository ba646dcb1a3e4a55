param token string
param location string
param tags object
param email string
param insightsId string
param workspaceId string
@description('The address of the service, without a slash at the end.')
param url string

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'people-${token}'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'people'
    enabled: true
    emailReceivers: [{ name: 'operator', emailAddress: email, useCommonAlertSchema: true }]
  }
}

// Two questions, two addresses: whether it can take work, and whether something needs a human.
var questions = [
  {
    name: 'ready'
    path: '/health/ready'
    severity: 0
    description: 'The service cannot take work: its storage is not reached or takes no writes, or it does not answer. Referrals are being turned away.'
  }
  {
    name: 'attention'
    path: '/health/attention'
    severity: 1
    description: 'Something needs a human: late or stuck mail, journeys that are overdue or cannot be read, loops that fail, or the service rests. The address says which.'
  }
]

resource health 'Microsoft.Insights/webtests@2022-06-15' = [
  for question in questions: {
    name: '${question.name}-${token}'
    location: location
    tags: union(tags, { 'hidden-link:${insightsId}': 'Resource' })
    kind: 'standard'
    properties: {
      SyntheticMonitorId: '${question.name}-${token}'
      Name: question.name
      Kind: 'standard'
      Enabled: true
      Frequency: 900
      Timeout: 30
      RetryEnabled: true
      Locations: [{ Id: 'emea-ru-msa-edge' }, { Id: 'emea-gb-db3-azr' }, { Id: 'emea-nl-ams-azr' }]
      Request: { RequestUrl: '${url}${question.path}', HttpVerb: 'GET', ParseDependentRequests: false }
      ValidationRules: { ExpectedHttpStatusCode: 200, SSLCheck: true, SSLCertRemainingLifetimeCheck: 7 }
    }
  }
]

resource unhealthy 'Microsoft.Insights/metricAlerts@2018-03-01' = [
  for (question, i) in questions: {
    name: 'not-${question.name}-${token}'
    location: 'global'
    tags: tags
    properties: {
      description: question.description
      severity: question.severity
      enabled: true
      scopes: [health[i].id, insightsId]
      evaluationFrequency: 'PT5M'
      windowSize: 'PT15M'
      criteria: {
        'odata.type': 'Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria'
        webTestId: health[i].id
        componentId: insightsId
        failedLocationCount: 2
      }
      actions: [{ actionGroupId: people.id }]
    }
  }
]

// The words are those of the service's log: Postman.cs, DeliveryReports.cs and Watch.cs. A test compares them.
var rules = [
  {
    name: 'mail'
    description: 'Mail has failed, or nobody knows whether it arrived. Failed mail has a task; uncertain mail is named in the journey.'
    query: 'traces | where (message startswith "Message " and (message has ": Refused at" or message has ": Uncertain at" or message has ": Unavailable at attempt 12" or message has "could not be put into words" or message has "reaches nobody")) or message startswith "Handing over message" or (message startswith "The mail system reported on message" and message has "became Failed")'
  }
  {
    name: 'journeys'
    description: 'Journeys could not be advanced. The log names them.'
    query: 'traces | where message startswith "Journey " and message has "could not be advanced"'
  }
  {
    name: 'unreadable'
    description: 'Journeys cannot be read: damaged, or written by a newer version. What concerns them waits. /health/attention names them.'
    query: 'traces | where message startswith "Attention: " and message has "journeys cannot be read"'
  }
  {
    name: 'overdue'
    description: 'Journeys have been due for more than ten minutes and were not advanced.'
    query: 'traces | where message startswith "Attention: " and message has "journeys are overdue"'
  }
  {
    name: 'late-mail'
    description: 'An urgent message has waited for more than an hour, or another for more than a day.'
    query: 'traces | where message startswith "Attention: mail is late"'
  }
  {
    name: 'stuck-mail'
    description: 'Messages lost their sender and were not recovered.'
    query: 'traces | where message startswith "Attention: " and message has "messages are stuck"'
  }
  {
    name: 'loops'
    description: 'What works by itself has failed three times in a row, or a part of the watch fails.'
    query: 'traces | where message startswith "Attention: these fail again and again" or message startswith "A part of the round of the watch failed"'
  }
  {
    name: 'backup'
    description: 'The nightly export failed or took too long. What it was made of is as it was; there is no copy of this night.'
    query: 'traces | where message startswith "The nightly export failed"'
  }
  {
    name: 'orchestrations'
    description: 'An orchestration or one of its activities has failed. The watch takes over within five minutes; see why.'
    query: 'union (traces | where message startswith "The watch advanced"), (dependencies | where success == false and tostring(customDimensions["faas.name"]) in ("Journey", "Postman", "Advance", "DrainOutbox", "Watch")) | project timestamp'
  }
]

// Of the Functions host, which sends nothing to Application Insights: its words are Microsoft's.
var hostRules = [
  {
    name: 'lease'
    description: 'The Functions host could not renew a lease on its storage. It ends itself then and is started again; again and again means that storage is slow or that something deletes it.'
    query: 'FunctionAppLogs | where Message has "lock renewal failed" or (Level in ("Error", "Critical") and (Message has "lease" or Message has "Host is shutting down"))'
  }
  {
    name: 'host'
    description: 'The Functions host reports failures of orchestrations or of its storage.'
    query: 'FunctionAppLogs | where Level in ("Error", "Critical") and Category has "DurableTask"'
  }
]

resource hostFound 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in hostRules: {
    name: '${rule.name}-${token}'
    location: location
    tags: tags
    properties: {
      description: rule.description
      severity: 2
      enabled: true
      scopes: [workspaceId]
      // The table is there once the host has written its first line.
      skipQueryValidation: true
      evaluationFrequency: 'PT15M'
      windowSize: 'PT15M'
      criteria: {
        allOf: [
          {
            query: rule.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: [people.id] }
      autoMitigate: true
    }
  }
]

resource found 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in rules: {
    name: '${rule.name}-${token}'
    location: location
    tags: tags
    properties: {
      description: rule.description
      severity: 2
      enabled: true
      scopes: [insightsId]
      evaluationFrequency: 'PT15M'
      windowSize: 'PT15M'
      criteria: {
        allOf: [
          {
            query: rule.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: [people.id] }
      autoMitigate: true
    }
  }
]
