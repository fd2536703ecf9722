package main

func main() {
	var v any
	println(v.(error).Error())
}
