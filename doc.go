// Package strategyroom is empty: the program is in server, what a meeting is in meeting. Its test holds the arrows
// between the packages.
package strategyroom
