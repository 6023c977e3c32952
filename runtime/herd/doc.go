// Package herd looks after the connectors of a worker. A connector is an instance of a
// compiled pipeline, with a name and params of its own; the compiled pipeline is its plugin.
//
// Each connector has a state that is wanted (started, paused, stopped) and one that follows
// from its tasks. A run that fails is started again after a wait, until the budget of
// restarts is spent; then the connector stays failed, with the reason, until somebody
// restarts it. The words and states are those of Kafka Connect.
package herd
