terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
}

provider "aws" {
  region = "eu-central-1"
}

resource "aws_ecs_task_definition" "builder" {
  family                   = "builder"
  requires_compatibilities = ["EXTERNAL"]
  network_mode             = "bridge"
  execution_role_arn       = "arn:aws:iam::111122223333:role/ecsTaskExecutionRole"

  container_definitions = jsonencode([
    {
      name              = "builder"
      image             = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/workshop/builder:latest"
      essential         = true
      cpu               = 1024
      memoryReservation = 2048
    }
  ])
}

resource "aws_ecs_service" "builder" {
  name            = "builder"
  cluster         = "workshop"
  task_definition = aws_ecs_task_definition.builder.arn
  launch_type     = "EXTERNAL"
  desired_count   = 1

  placement_constraints {
    type       = "memberOf"
    expression = "attribute:ecs.cpu-architecture == x86_64"
  }
}
