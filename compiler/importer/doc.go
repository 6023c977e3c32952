// Package importer makes a .flow project of Kafka Connect's configurations.
//
// [Read] takes a file of a connector or of a worker as it is, properties or JSON;
// [Connect] writes the project, and a report that names every option it was given: what
// the project says in its place, what it does differently, and what could not be
// carried over and why. A transform becomes an ordinary stage: nothing of this package
// is left when the project runs.
package importer
