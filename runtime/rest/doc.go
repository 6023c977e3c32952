// Package rest answers the paths of Kafka Connect's REST API for the connectors of a worker:
// the same paths, queries, codes and JSON, so that programs written for it work unchanged.
//
// A mistake of who asks is always a 4xx with one sentence, also where Kafka Connect answers
// 500. One table of routes is what is served and what the OpenAPI document is made of.
package rest
