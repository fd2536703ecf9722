package main

type a struct{ b b }
type b struct{ c [2]a }

type i interface{ j }
type j interface{ i }

var x = y
var y = f()

func f() int { return x }

type t = *t
