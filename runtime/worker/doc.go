// Package worker is what the main function of a built worker calls: it reads the
// settings, starts the pipelines of its project, shows how they get on, drains
// them when asked to stop, and accounts for every record at the end.
//
// It knows nothing of any connector. What it runs is in the [Project] that the
// generated package hands to [Main].
package worker
