package main

func main() {
	var v error
	println(v.(any) == nil)
}
