// Package kafka holds what the Kafka source, the Kafka sink and the worker share:
// connections, the clients that are made from them, topics that are created when
// they are missing, and which errors of Kafka may heal.
//
// Options of the client stand in this package and in the packages that read and
// write, nowhere else; each with its reason.
package kafka
