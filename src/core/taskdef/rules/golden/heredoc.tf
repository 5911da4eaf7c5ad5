resource "aws_ecs_task_definition" "scraper" {
  family                   = "scraper"
  requires_compatibilities = ["EXTERNAL"]
  cpu                      = 256
  memory                   = 512

  container_definitions = <<-DEFINITIONS
    [
      {
        "name": "scraper",
        "image": "${aws_ecr_repository.scraper.repository_url}:${var.tag}",
        "cpu": ${var.cpu},
        "environment": ${jsonencode(var.environment)},
        "portMappings": [{ "containerPort": 9090, "hostPort": 0 }],
        "command": ["--interval=$${INTERVAL}", "%{ if var.debug }--debug%{ endif }"]
      }
    ]
  DEFINITIONS
}

resource "aws_ecs_task_definition" "template" {
  family                   = "template"
  requires_compatibilities = ["EXTERNAL"]
  container_definitions    = templatefile("${path.module}/containers.json.tftpl", { image = var.image })
}

resource "aws_ecs_task_definition" "text" {
  family                = "text"
  container_definitions = "[{\"name\": \"text\", \"image\": \"${var.image}\", \"memory\": 64}]"
}
