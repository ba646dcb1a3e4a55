param token string
param location string
param tags object
param email string
param insightsId string
@description('Answers 503 while journeys are overdue, messages are stuck, or the service rests.')
param healthUrl string

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

resource health 'Microsoft.Insights/webtests@2022-06-15' = {
  name: 'health-${token}'
  location: location
  tags: union(tags, { 'hidden-link:${insightsId}': 'Resource' })
  kind: 'standard'
  properties: {
    SyntheticMonitorId: 'health-${token}'
    Name: 'Health'
    Kind: 'standard'
    Enabled: true
    Frequency: 900
    Timeout: 30
    RetryEnabled: true
    Locations: [{ Id: 'emea-ru-msa-edge' }, { Id: 'emea-gb-db3-azr' }, { Id: 'emea-nl-ams-azr' }]
    Request: { RequestUrl: healthUrl, HttpVerb: 'GET', ParseDependentRequests: false }
    ValidationRules: { ExpectedHttpStatusCode: 200, SSLCheck: true, SSLCertRemainingLifetimeCheck: 7 }
  }
}

resource overdue 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: 'overdue-${token}'
  location: 'global'
  tags: tags
  properties: {
    description: 'Journeys are overdue, messages are stuck, the service rests, or it does not answer: look at /health/ready.'
    severity: 1
    enabled: true
    scopes: [health.id, insightsId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria'
      webTestId: health.id
      componentId: insightsId
      failedLocationCount: 2
    }
    actions: [{ actionGroupId: people.id }]
  }
}

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
    name: 'orchestrations'
    description: 'An orchestration or one of its activities has failed. The watch takes over within ten minutes; see why.'
    query: 'union (traces | where severityLevel >= 3 and tostring(customDimensions) has "DurableTask"), (requests | where success == false and (name has "Journey" or name has "Postman" or name has "Advance" or name has "DrainOutbox") and not(name has "/")) | project timestamp'
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
